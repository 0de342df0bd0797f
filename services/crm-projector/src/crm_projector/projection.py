"""What an event says about rows: no I/O, no clock, no made-up id.

The same log gives the same tables, however often it is read and wherever a batch ends.
"""

from collections.abc import Iterator, Sequence

from common.event import Delivered
from contracts.accounts import AccountEvent
from contracts.tiktok.events import ForeignVideoFound, PostEvent, WebhookUnmatched
from contracts.webhooks import WebhookReceived
from crm_projector import accounts, foreign_videos, posts, webhooks
from crm_projector.places import for_jsonb, sequence_of
from crm_projector.registers import Row, Written
from crm_projector.tables import ACCOUNT_EVENT, ACCOUNT_EVENTS

Told = AccountEvent | PostEvent | ForeignVideoFound
About = WebhookReceived | WebhookUnmatched


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


def owners_of(batch: Sequence[Delivered]) -> list[tuple[str, str]]:
    """Give the accounts whose rows this batch may change, and whose they are, each once."""
    events = (delivered.event for delivered in batch)
    return sorted({(str(e.account_id), str(e.user_id)) for e in events if isinstance(e, Told)})


def deliveries_of(batch: Sequence[Delivered]) -> list[tuple[str, str]]:
    """Give the providers and names of the deliveries whose rows this batch may change."""
    events = (delivered.event for delivered in batch)
    return sorted({_delivery(event) for event in events if isinstance(event, About)})


def _delivery(event: About) -> tuple[str, str]:
    if isinstance(event, WebhookReceived):
        return event.provider, event.external_id
    return webhooks.TIKTOK, event.external_id


def event_row(delivered: Delivered, event: Told) -> Row:
    """Keep the event itself; what this version does not know of it stays in the log."""
    envelope = delivered.envelope
    values = (
        event.account_id,
        event.user_id,
        envelope.subject,
        envelope.type,
        envelope.time,
        for_jsonb(event.model_dump_json()),
        envelope.correlation_id,
        envelope.causation_id,
        delivered.topic,
        delivered.partition,
        delivered.offset,
    )
    written = Written(sequence_of(delivered), values)
    return Row(ACCOUNT_EVENTS, (envelope.id,), {ACCOUNT_EVENT: written})
