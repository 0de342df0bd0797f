"""Where an event stands, as the columns that every row has; and what its columns can hold."""

from datetime import UTC, datetime, timedelta

from common.event import Delivered
from crm_projector.registers import Values

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def place_of(delivered: Delivered) -> Values:
    """Give the values of `tables.PLACE`."""
    return (delivered.envelope.id, delivered.topic, delivered.partition, delivered.offset)


def sequence_of(delivered: Delivered) -> int:
    """Give the version that the event writes under: its aggregate's counter."""
    return delivered.envelope.sequence or 0


def first_wins(at: datetime) -> int:
    """Give a version that falls with time, for what carries no counter: the first one stays."""
    return -((at - EPOCH) // timedelta(microseconds=1))


def for_jsonb(document: str) -> str:
    """Give a JSON text without NUL, which jsonb does not take."""
    # A backslash that is itself escaped would have to stand before `u0000` for this to change
    # another text.
    return document.replace("\\u0000", "\\ufffd")
