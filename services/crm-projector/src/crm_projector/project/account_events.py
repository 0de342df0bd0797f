"""The events of an account themselves, which make its timeline."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from pydantic_core import to_json

from common.event import Delivered
from crm_projector.project.log_position import sequence_of, without_nul
from crm_projector.project.registers import Written
from crm_projector.project.tables import ACCOUNT_EVENT, ACCOUNT_EVENTS


class OfAccount(Protocol):
    """An event that names the account it is about, and the account's user."""

    account_id: UUID
    user_id: UUID


def written(
    delivered: Delivered, event: OfAccount, log_time: datetime, *, is_sample: bool
) -> Written:
    """Keep the event as this version knows it; fields that it does not know stay in the log.

    There is one of these rows for nearly every record: ids and times are made text here, the
    cheapest way (`str` of an id takes ten times as long as its hex digits).
    """
    envelope = delivered.envelope
    at = envelope.time.isoformat()
    values = (
        event.account_id.hex,
        event.user_id.hex,
        envelope.subject,
        envelope.type,
        at,
        without_nul(to_json(event).decode()),  # `model_dump_json` takes half as long again
        envelope.correlation_id,
        envelope.causation_id,
        delivered.topic,
        delivered.partition,
        delivered.offset,
        at if log_time is envelope.time else log_time.isoformat(),
        is_sample,
    )
    registers = {ACCOUNT_EVENT: values}
    return Written(ACCOUNT_EVENTS, (envelope.id,), sequence_of(delivered), registers)
