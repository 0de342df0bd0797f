"""The relay: publishes a schema's outbox in order, at least once, one relay at a time."""

import asyncio
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import class_row

from common import metrics
from common.leader_gauge import LeaderGauge
from common.logs import get_logger
from common.postgres import Connection, connection_options
from common.publisher import NotPublished, Publisher, Record
from common.retry import forever

log = get_logger(__name__)
BATCH = 500
IDLE = 2.0
FORGOTTEN_SECONDS = 60.0


class Row(NamedTuple):
    """One unsent event."""

    id: int
    topic: str
    key: str
    headers: list[tuple[str, str]]
    value: bytes
    age: float

    def record(self) -> Record:
        """Give what goes to Kafka, byte for byte what was committed."""
        headers = [(name, value.encode()) for name, value in self.headers]
        return Record(self.topic, self.key, self.value, headers)

    def traceparent(self) -> str | None:
        """Give the trace in which the event was decided."""
        return dict(self.headers).get("traceparent")


class Relay:
    """Holds the schema's lock on a connection of its own; losing it stops the sending at once."""

    def __init__(self, database_url: str, schema: str, publisher: Publisher) -> None:
        self._database_url, self._schema, self._publisher = database_url, schema, publisher
        self._oldest = LeaderGauge(metrics.OUTBOX_OLDEST_SECONDS, schema, seconds=FORGOTTEN_SECONDS)
        self.leading = False

    async def run(self) -> None:
        """Lead or wait to lead, for ever; what fails is tried again in place."""
        try:
            while True:
                async for attempt in forever("relay the outbox", most=5.0):
                    with attempt:
                        await self._lead()
        finally:
            self._oldest.clear()

    async def _lead(self) -> None:
        options = connection_options(self._schema)
        connection = await AsyncConnection.connect(self._database_url, autocommit=True, **options)
        async with connection:
            try:
                await self._acquire(connection)
                await connection.execute(f"LISTEN {self._schema}_outbox")
                self.leading = True
                while True:
                    if not await self._drain(connection):
                        await _notified(connection)
            finally:
                self.leading = False

    async def _acquire(self, connection: Connection) -> None:
        """Wait until no other relay holds the lock."""
        while True:
            cursor = await connection.execute(
                "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (f"{self._schema}.outbox",)
            )
            row = await cursor.fetchone()
            if row and row[0]:
                return
            self._oldest.clear()
            await asyncio.sleep(1.0)

    async def _drain(self, connection: Connection) -> bool:
        """Send one batch and delete what was acknowledged; False where nothing is left to send.

        It selects whatever is there, not what lies above the last id: ids are assigned before the
        commit, so a lower id may become visible later.
        """
        rows = await _unsent(connection)
        self._oldest.set(rows[0].age if rows else 0.0)
        if not rows:
            return False
        acknowledged = await self._send_all(connection, rows)
        await connection.execute("DELETE FROM outbox WHERE id = ANY(%s)", (acknowledged,))
        metrics.OUTBOX_SENT.labels(self._schema).inc(len(acknowledged))
        if len(acknowledged) < len(rows):
            metrics.OUTBOX_FAILURES.labels(self._schema).inc()
            raise NotPublished(f"{len(rows) - len(acknowledged)} outbox rows are not acknowledged")
        return True

    async def _send_all(self, connection: Connection, rows: list[Row]) -> list[int]:
        """Send the rows of all keys side by side; if the lock's connection is lost, all end."""
        by_key = groupby(sorted(rows, key=lambda row: (row.topic, row.key, row.id)), _story)
        async with asyncio.TaskGroup() as group:
            watch = group.create_task(_watch(connection))
            sends = [group.create_task(self._send(list(story))) for _, story in by_key]
            sent = await asyncio.gather(*sends)
            watch.cancel()
        return [row_id for ids in sent for row_id in ids]

    async def _send(self, story: Sequence[Row]) -> list[int]:
        """Send one key's rows one after the other, up to the first that fails."""
        acknowledged: list[int] = []
        for row in story:
            try:
                await self._publisher.publish(row.record(), row.traceparent())
            except NotPublished:
                break
            acknowledged.append(row.id)
        return acknowledged


def _story(row: Row) -> tuple[str, str]:
    return row.topic, row.key


async def _unsent(connection: Connection) -> list[Row]:
    async with connection.cursor(row_factory=class_row(Row)) as cursor:
        await cursor.execute(
            "SELECT id, topic, key, headers, value,"
            " extract(epoch FROM clock_timestamp() - created_at)::float AS age"
            " FROM outbox ORDER BY id LIMIT %s",
            (BATCH,),
        )
        return await cursor.fetchall()


async def _watch(connection: Connection) -> None:
    """Fail when the connection is lost; notifications meanwhile are of rows for the next batch."""
    async for _ in connection.notifies():
        pass


async def _notified(connection: Connection) -> None:
    """Wait for a commit's NOTIFY, or a moment, whichever comes first."""
    async for _ in connection.notifies(timeout=IDLE, stop_after=1):
        return
