"""Which of Instagram's deliveries nobody claimed."""

from collections.abc import Iterator

from common.event import Delivered
from contracts.instagram.comments import WebhookUnmatched
from crm_projector.project import webhooks
from crm_projector.project.registers import Written

PROVIDER = "instagram"


def rows(delivered: Delivered, event: WebhookUnmatched) -> Iterator[Written]:
    """Mark the delivery's row."""
    known: dict[str, str | None] = {"platform_user_id": event.platform_user_id}
    key = (PROVIDER, event.external_id)
    yield from webhooks.unmatched(delivered, key, known, event.reason or None)
