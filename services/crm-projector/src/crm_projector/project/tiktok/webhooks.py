"""What becomes of a delivery that no account or post of ours claimed."""

from collections.abc import Iterator

from common.event import Delivered
from contracts.tiktok.events import WebhookUnmatched
from crm_projector.project import webhooks
from crm_projector.project.registers import Row

PROVIDER = "tiktok"


def rows(delivered: Delivered, event: WebhookUnmatched) -> Iterator[Row]:
    """Mark the delivery's row."""
    known = {"platform_user_id": event.platform_user_id, "publish_id": event.publish_id}
    yield webhooks.unmatched(delivered, PROVIDER, event.external_id, known)
