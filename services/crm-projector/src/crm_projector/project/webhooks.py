"""What a platform's delivery says about its row; there is one for each `external_id`."""

from collections.abc import Iterator
from datetime import datetime

from common.event import Delivered
from contracts.webhooks import WebhookReceived
from crm_projector.project.log_position import first_wins, for_bytea, position_of
from crm_projector.project.registers import Values, Written
from crm_projector.project.tables import DELIVERY, LOG_POSITION, UNMATCHED, WEBHOOK_EVENTS

NEVER_RECEIVED = -(1 << 62)


def received(delivered: Delivered, event: WebhookReceived, log_time: datetime) -> Written:
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
        for_bytea(event.body),
        event.headers,
        log_time,
        *position_of(delivered),
    )
    key = (event.provider, event.external_id)
    return Written(WEBHOOK_EVENTS, key, first_wins(at), {DELIVERY: values})


def unmatched(
    delivered: Delivered,
    key: tuple[str, str],
    known: dict[str, str | None],
    reason: str | None = None,
) -> Iterator[Written]:
    """Mark the delivery as one that no account or post claimed, whether or not it is here yet.

    `key` is the provider and the delivery's external id. `known` holds those columns of the
    delivery that the event tells.
    """
    values: Values = (
        *(known.get(column) for column in DELIVERY.columns[: -len(LOG_POSITION)]),
        *position_of(delivered),
    )
    yield Written(WEBHOOK_EVENTS, key, NEVER_RECEIVED, {DELIVERY: values})
    yield Written(WEBHOOK_EVENTS, key, 1, {UNMATCHED: (delivered.envelope.time, reason)})
