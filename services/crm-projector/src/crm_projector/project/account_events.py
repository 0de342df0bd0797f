"""The events of an account themselves, which make its timeline."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from common.event import Delivered
from crm_projector.project.log_position import sequence_of, without_nul
from crm_projector.project.registers import Written
from crm_projector.project.tables import ACCOUNT_EVENT, ACCOUNT_EVENTS


class OfAccount(Protocol):
    """An event that names the account it is about, and the account's user."""

    account_id: UUID
    user_id: UUID

    def model_dump_json(self) -> str:
        """Give it as JSON."""


def written(
    delivered: Delivered, event: OfAccount, log_time: datetime, *, is_sample: bool
) -> Written:
    """Keep the event as this version knows it; fields that it does not know stay in the log."""
    envelope = delivered.envelope
    values = (
        str(event.account_id),
        str(event.user_id),
        envelope.subject,
        envelope.type,
        envelope.time,
        without_nul(event.model_dump_json()),
        envelope.correlation_id,
        envelope.causation_id,
        delivered.topic,
        delivered.partition,
        delivered.offset,
        log_time,
        is_sample,
    )
    registers = {ACCOUNT_EVENT: values}
    return Written(ACCOUNT_EVENTS, (envelope.id,), sequence_of(delivered), registers)
