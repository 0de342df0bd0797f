"""The events of an account themselves, which make its timeline."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from common.event import Delivered
from crm_projector.project.log_position import for_jsonb, sequence_of
from crm_projector.project.registers import Row, Written
from crm_projector.project.tables import ACCOUNT_EVENT, ACCOUNT_EVENTS


class OfAccount(Protocol):
    """An event that names the account it is about, and the account's user."""

    account_id: UUID
    user_id: UUID

    def model_dump_json(self) -> str:
        """Give it as JSON."""


def row(delivered: Delivered, event: OfAccount, log_time: datetime, *, is_sample: bool) -> Row:
    """Keep the event as this version knows it; fields that it does not know stay in the log."""
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
        log_time,
        is_sample,
    )
    written = Written(sequence_of(delivered), values)
    return Row(ACCOUNT_EVENTS, (envelope.id,), {ACCOUNT_EVENT: written})
