"""Where an event stands in the log, as the columns that every row has."""

import re
from datetime import UTC, datetime, timedelta

from common.event import Delivered
from crm_projector.project.registers import Values

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # a backslash before it may itself be escaped


def position_of(delivered: Delivered) -> Values:
    """Give the values of `tables.LOG_POSITION`."""
    return (delivered.envelope.id, delivered.topic, delivered.partition, delivered.offset)


def sequence_of(delivered: Delivered) -> int:
    """Give the version that the event writes under: the counter of its account or post."""
    return delivered.envelope.sequence or 0


def first_wins(at: datetime) -> int:
    """Give a version that falls with time, for events without a counter: the first one stays."""
    return -((at - EPOCH) // timedelta(microseconds=1))


def without_nul(document: str) -> str:
    """Give a JSON text with U+FFFD for each NUL, which PostgreSQL's text does not take."""
    return NUL.sub(r"\1\\ufffd", document) if "\\u0000" in document else document


def for_bytea(content: bytes) -> str:
    """Give bytes as PostgreSQL reads them from a text."""
    return f"\\x{content.hex()}"
