"""Where an event stands in the log, as the columns that every row has."""

from datetime import UTC, datetime, timedelta

from common.event import Delivered
from crm_projector.project.registers import Values

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def position_of(delivered: Delivered) -> Values:
    """Give the values of `tables.LOG_POSITION`."""
    return (delivered.envelope.id, delivered.topic, delivered.partition, delivered.offset)


def sequence_of(delivered: Delivered) -> int:
    """Give the version that the event writes under: the counter of its account or post."""
    return delivered.envelope.sequence or 0


def first_wins(at: datetime) -> int:
    """Give a version that falls with time, for events without a counter: the first one stays."""
    return -((at - EPOCH) // timedelta(microseconds=1))


def for_jsonb(document: str) -> str:
    """Give a JSON text without NUL, which jsonb does not take."""
    # A backslash that is itself escaped would have to stand before `u0000` for this to change
    # another text.
    return document.replace("\\u0000", "\\ufffd")
