"""What TikTok's deliveries say, and which of them nobody claimed."""

from collections.abc import Iterator

from common.event import Delivered
from contracts.tiktok.events import WebhookUnmatched
from contracts.webhooks import WebhookReceived
from crm_projector.project import webhooks
from crm_projector.project.registers import Written
from platforms.tiktok.webhooks import UnparseableDelivery, parse_delivery

PROVIDER = "tiktok"


def rows(delivered: Delivered, event: WebhookUnmatched) -> Iterator[Written]:
    """Mark the delivery's row."""
    known = {"platform_user_id": event.platform_user_id, "publish_id": event.publish_id}
    key = (PROVIDER, event.external_id)
    yield from webhooks.unmatched(delivered, key, known, event.reason or None)


def with_body_read(event: WebhookReceived) -> WebhookReceived:
    """Fill in what the body says, for a record that was written before the headers said it.

    A body that cannot be parsed says nothing, and the delivery stays as it is.
    """
    try:
        delivery = parse_delivery(event.body)
    except UnparseableDelivery:
        return event
    read = {
        "event_type": delivery.event,
        "publish_id": delivery.publish_id,
        "platform_post_id": delivery.platform_post_id,
        "occurred_at": delivery.occurred_at,
    }
    return event.model_copy(update=read)
