"""What a platform's delivery says about its row; there is one for each `external_id`."""

from datetime import datetime

from common.event import Delivered
from contracts.webhooks import WebhookReceived, received_headers
from crm_projector.project.log_position import first_wins, for_jsonb, position_of
from crm_projector.project.registers import Register, Row, Values, Written
from crm_projector.project.tables import DELIVERY, LOG_POSITION, UNMATCHED, WEBHOOK_EVENTS

NEVER_RECEIVED = -(1 << 62)


def received(delivered: Delivered, event: WebhookReceived, log_time: datetime) -> Row:
    """Keep the delivery that was received first: versions fall with time, so it is the greatest.

    What the body says is taken from the event's fields; the body itself is not parsed.
    """
    at = delivered.envelope.time
    values: Values = (
        event.platform_user_id,
        event.publish_id or None,
        event.event_type or None,
        event.platform_post_id or None,
        event.occurred_at,
        event.verdict,
        at,
        event.body,
        for_jsonb(received_headers.dump_json(event.headers).decode()),
        log_time,
        *position_of(delivered),
    )
    key = (event.provider, event.external_id)
    return Row(WEBHOOK_EVENTS, key, {DELIVERY: Written(first_wins(at), values)})


def unmatched(
    delivered: Delivered,
    key: tuple[str, str],
    known: dict[str, str | None],
    reason: str | None = None,
) -> Row:
    """Mark the delivery as one that no account or post claimed, whether or not it is here yet.

    `key` is the provider and the delivery's external id. `known` holds those columns of the
    delivery that the event tells.
    """
    values: Values = (
        *(known.get(column) for column in DELIVERY.columns[: -len(LOG_POSITION)]),
        *position_of(delivered),
    )
    registers: dict[Register, Written] = {
        DELIVERY: Written(NEVER_RECEIVED, values),
        UNMATCHED: Written(1, (delivered.envelope.time, reason)),
    }
    return Row(WEBHOOK_EVENTS, key, registers)
