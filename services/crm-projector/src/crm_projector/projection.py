"""What an event says about rows: no I/O, no clock, no made-up id.

The same log gives the same tables, however often it is read and wherever a batch ends.
"""

from collections.abc import Iterator, Sequence

from common.event import Delivered
from contracts.accounts import AccountEvent
from contracts.tiktok import ForeignVideoFound, PostEvent, WebhookUnmatched
from contracts.webhooks import WebhookReceived
from crm_projector import accounts, foreign_videos, posts, webhooks
from crm_projector.places import sequence_of
from crm_projector.registers import Row, Written
from crm_projector.tables import ACCOUNT_EVENT, ACCOUNT_EVENTS

Told = AccountEvent | PostEvent | ForeignVideoFound


def rows_of(delivered: Delivered) -> Iterator[Row]:
    """Give the rows that one event writes, each with only what the event knows."""
    match delivered.event:
        case AccountEvent() as event:
            yield event_row(delivered, event)
            yield from accounts.rows(delivered, event)
        case PostEvent() as event:
            yield event_row(delivered, event)
            yield from posts.rows(delivered, event)
        case ForeignVideoFound() as event:
            yield event_row(delivered, event)
            yield foreign_videos.row(delivered, event)
        case WebhookReceived() as received:
            yield webhooks.received(delivered, received)
        case WebhookUnmatched() as unmatched:
            yield webhooks.unmatched(delivered, unmatched)


def accounts_of(batch: Sequence[Delivered]) -> list[str]:
    """Give the accounts whose rows this batch may change, each once."""
    events = (delivered.event for delivered in batch)
    found = {str(e.account_id) for e in events if isinstance(e, Told)}
    return sorted(found)


def _payload(event: Told) -> str:
    # jsonb takes no NUL. A backslash that is itself escaped would have to stand before `u0000`
    # for this to change another text.
    return event.model_dump_json().replace("\\u0000", "\\ufffd")


def event_row(delivered: Delivered, event: Told) -> Row:
    """Keep the event itself; what this version does not know of it stays in the log."""
    envelope = delivered.envelope
    values = (
        event.account_id,
        event.user_id,
        envelope.subject,
        envelope.type,
        envelope.time,
        _payload(event),
        envelope.correlation_id,
        envelope.causation_id,
        delivered.topic,
        delivered.partition,
        delivered.offset,
    )
    written = Written(sequence_of(delivered), values)
    return Row(ACCOUNT_EVENTS, (envelope.id,), {ACCOUNT_EVENT: written})
