"""The outbox: an event is written in the transaction that decided it, and sent afterwards."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from psycopg.types.json import Jsonb

from common.cause import current_cause
from common.event import Envelope, Event, event_id
from common.postgres import Connection
from common.tracing import traceparent

# For the first migration of a service that decides. The trigger wakes the relay on commit.
OUTBOX = """
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    key text NOT NULL,
    headers jsonb NOT NULL,
    value bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify(TG_TABLE_SCHEMA || '_outbox', '');
    RETURN NULL;
END $$;
CREATE TRIGGER outbox_written AFTER INSERT ON outbox
    FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();
"""


INSERT = "INSERT INTO outbox (topic, key, headers, value) VALUES (%s, %s, %s, %s)"


class Outbox:
    """Appends the events of one service; the caller owns the connection and its transaction."""

    def __init__(self, service: str) -> None:
        self._source = f"/{service}"

    async def append(
        self, connection: Connection, event: Event, sequence: int | str, at: datetime | None = None
    ) -> str:
        """Write the event, to be sent once this transaction has committed; gives its id.

        `sequence` is the aggregate's counter, raised in this same transaction; for a command it is
        a text that names its cause, and only makes the id.
        """
        envelope, row = self._row(event, sequence, at)
        await connection.execute(INSERT, row)
        return envelope.id

    async def append_all(
        self, connection: Connection, events: Sequence[tuple[Event, int | str]]
    ) -> None:
        """Write several events with their sequences, in this order and in one round trip."""
        rows = [self._row(event, sequence)[1] for event, sequence in events]
        async with connection.cursor() as cursor:
            await cursor.executemany(INSERT, rows)

    def _row(
        self, event: Event, sequence: int | str, at: datetime | None = None
    ) -> tuple[Envelope, tuple[object, ...]]:
        cause = current_cause()
        envelope = Envelope(
            id=event_id(self._source, event.subject, f"{event.TYPE}|{sequence}"),
            type=event.TYPE,
            source=self._source,
            subject=event.subject,
            time=at or datetime.now(UTC),
            sequence=sequence if isinstance(sequence, int) else None,
            correlation_id=cause.correlation_id,
            causation_id=cause.causation_id,
            traceparent=traceparent(),
        )
        headers: list[Any] = [
            [name, value.decode()] for name, value in envelope.headers() + event.extra_headers()
        ]
        return envelope, (event.topic, event.key, Jsonb(headers), event.value())
