"""What an event says about rows: no I/O, no clock, no made-up id.

The same log gives the same tables, however often it is read and wherever a batch ends.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from common.event import Delivered, Event
from contracts import accounts as account_contracts
from contracts import webhooks as webhook_contracts
from contracts.accounts import AccountErased, AccountEvent
from contracts.webhooks import WebhookReceived
from crm_projector.project import account_events, accounts, erased, webhooks
from crm_projector.project.account_events import OfAccount
from crm_projector.project.registers import Table, Written
from crm_projector.project.tables import TABLES

RowsOf = Callable[[Delivered, Any], Iterable[Written]]
ReadBody = Callable[[WebhookReceived], WebhookReceived]


@dataclass(frozen=True, slots=True)
class PlatformProjection:
    """What one platform adds: its topics, its tables, and the rows that each event type writes.

    `events` are all types that its topics hold; one that is not in `rows` writes no row of its
    own. `samples` are the types that only tell how numbers have grown: there are many of them, so
    a timeline shows them only where they are asked for.

    `read_body` gives, by the provider's name, the delivery with what its body says. A platform
    needs it only if its topic has records from before receivers wrote that into the headers.
    """

    topics: tuple[str, ...]
    tables: tuple[Table, ...]
    events: Sequence[type[Event]]
    rows: Mapping[type[Event], RowsOf]
    samples: frozenset[type[Event]] = frozenset()
    read_body: Mapping[str, ReadBody] = field(default_factory=dict)


class Projection:
    """The rows of every event that the projector knows, of all platforms."""

    def __init__(self, platforms: Sequence[PlatformProjection]) -> None:
        self.topics = [AccountEvent.TOPIC, *(topic for one in platforms for topic in one.topics)]
        self.tables = (*TABLES, *(table for one in platforms for table in one.tables))
        self.events = [
            *account_contracts.EVENTS,
            *(event for one in platforms for event in one.events),
            *webhook_contracts.EVENTS,
        ]
        self.samples = frozenset(event for one in platforms for event in one.samples)
        self._rows: dict[type[Event], RowsOf] = dict.fromkeys(
            account_contracts.EVENTS, accounts.rows
        )
        self._read_body: dict[str, ReadBody] = {}
        for one in platforms:
            self._rows |= one.rows
            self._read_body |= one.read_body
        self._of_account = {event for event in self.events if _names_account(event)}

    def rows_of(self, delivered: Delivered, log_time: datetime) -> Iterator[Written]:
        """Give what one event writes into rows: only what the event knows."""
        event, kind = delivered.event, type(delivered.event)
        if isinstance(event, AccountErased):
            yield from erased.rows(delivered, event)
            return
        if kind is WebhookReceived:
            yield webhooks.received(
                delivered, self._with_body_read(cast("WebhookReceived", event)), log_time
            )
        if kind in self._of_account:
            of_account, is_sample = cast("OfAccount", event), kind in self.samples
            yield account_events.written(delivered, of_account, log_time, is_sample=is_sample)
        if kind in self._rows:
            yield from self._rows[kind](delivered, event)

    def _with_body_read(self, event: WebhookReceived) -> WebhookReceived:
        read = self._read_body.get(event.provider)
        if read is None or event.event_type or event.verdict == "unparseable":
            return event
        return read(event)


def _names_account(event: type[Event]) -> bool:
    return {"account_id", "user_id"} <= event.model_fields.keys()
