"""Dropping repeats: an event is new only if its sequence is greater than its subject's last."""

from common.errors import UnreadableRecord
from common.event import Delivered
from common.postgres import Connection

CONSUMED_SEQUENCES = """
CREATE TABLE consumed_sequences (
    topic text NOT NULL,
    subject text NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (topic, subject)
);
"""


async def is_new(connection: Connection, delivered: Delivered) -> bool:
    """Remember the event's sequence; False for a repeat, or one that a newer has overtaken.

    Raises `UnreadableRecord` for an event that carries none: it can never be told from a repeat.
    """
    if delivered.envelope.sequence is None:
        raise UnreadableRecord("ce_sequence is missing")
    cursor = await connection.execute(
        "INSERT INTO consumed_sequences AS seen (topic, subject, sequence) VALUES (%s, %s, %s)"
        " ON CONFLICT (topic, subject) DO UPDATE SET sequence = excluded.sequence"
        " WHERE seen.sequence < excluded.sequence RETURNING 1",
        (delivered.topic, delivered.envelope.subject, delivered.envelope.sequence),
    )
    return await cursor.fetchone() is not None
