"""What a platform's delivery says about its row; there is one for each `external_id`."""

from datetime import UTC, datetime

from common.event import Delivered
from contracts.tiktok.events import WebhookUnmatched
from contracts.webhooks import WebhookReceived, received_headers
from crm_projector.places import first_wins, for_jsonb, place_of
from crm_projector.registers import Row, Values, Written
from crm_projector.tables import DELIVERY, UNMATCHED, WEBHOOK_EVENTS
from platforms.tiktok.webhooks import PostContent, UnparseableDelivery, parse_delivery

NEVER_RECEIVED = -(1 << 62)
TIKTOK = "tiktok"


def received(delivered: Delivered, event: WebhookReceived) -> Row:
    """Keep the delivery that was received first: versions fall with time, so it is the greatest."""
    at = delivered.envelope.time
    values: Values = (
        event.platform_user_id,
        *_read(event),
        event.verdict,
        at,
        event.body,
        for_jsonb(received_headers.dump_json(event.headers).decode()),
        *place_of(delivered),
    )
    key = (event.provider, event.external_id)
    return Row(WEBHOOK_EVENTS, key, {DELIVERY: Written(first_wins(at), values)})


def unmatched(delivered: Delivered, event: WebhookUnmatched) -> Row:
    """Mark the delivery as one that no account or post claimed, whether or not it is here yet."""
    unknown = (None, None, None, None, None, None, None)
    values: Values = (event.platform_user_id, event.publish_id, *unknown, *place_of(delivered))
    registers = {
        DELIVERY: Written(NEVER_RECEIVED, values),
        UNMATCHED: Written(1, (delivered.envelope.time,)),
    }
    return Row(WEBHOOK_EVENTS, (TIKTOK, event.external_id), registers)


def _read(event: WebhookReceived) -> Values:
    """Give publish_id, event, platform_post_id and create_time, where the body has them."""
    if event.provider != TIKTOK or event.verdict == "unparseable":
        return (None, None, None, None)
    try:
        delivery = parse_delivery(event.body)
    except UnparseableDelivery:
        return (None, None, None, None)
    content = delivery.content if isinstance(delivery.content, PostContent) else None
    return (
        content.publish_id if content else None,
        delivery.event,
        content.post_id if content else None,
        datetime.fromtimestamp(delivery.create_time, UTC),
    )
