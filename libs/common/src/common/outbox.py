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
    """Appends the events and commands of one service."""

    def __init__(self, service: str) -> None:
        self._source = f"/{service}"

    async def append(
        self, connection: Connection, event: Event, sequence: int, at: datetime | None = None
    ) -> str:
        """Write an event, to be sent once this transaction has committed; gives its id.

        `sequence` is the aggregate's counter, raised in this same transaction; `at` is when the
        event happened, now if it is left out.
        """
        return await self._write(connection, event, sequence, at or datetime.now(UTC))

    async def append_all(self, connection: Connection, events: Sequence[tuple[Event, int]]) -> None:
        """Write several events with their sequences, in this order and in one round trip."""
        now = datetime.now(UTC)
        rows = [_row(self._envelope(event, number, now), event) for event, number in events]
        async with connection.cursor() as cursor:
            await cursor.executemany(INSERT, rows)

    async def command(self, connection: Connection, command: Event, cause: str) -> str:
        """Write a command, or an event of no aggregate, which carries no sequence; gives its id.

        The id is made of the subject, the type and `cause`, so that the same cause makes the same
        id.
        """
        return await self._write(connection, command, cause, datetime.now(UTC))

    async def _write(
        self, connection: Connection, event: Event, identity: int | str, at: datetime
    ) -> str:
        envelope = self._envelope(event, identity, at)
        await connection.execute(INSERT, _row(envelope, event))
        return envelope.id

    def _envelope(self, event: Event, identity: int | str, at: datetime) -> Envelope:
        cause = current_cause()
        return Envelope(
            id=event_id(self._source, event.subject, f"{event.TYPE}|{identity}"),
            type=event.TYPE,
            source=self._source,
            subject=event.subject,
            time=at,
            sequence=identity if isinstance(identity, int) else None,
            correlation_id=cause.correlation_id,
            causation_id=cause.causation_id,
            traceparent=traceparent(),
        )


def _row(envelope: Envelope, event: Event) -> tuple[object, ...]:
    headers: list[Any] = [
        [name, value.decode()] for name, value in envelope.headers() + event.extra_headers()
    ]
    return event.topic, event.key, Jsonb(headers), event.value()
