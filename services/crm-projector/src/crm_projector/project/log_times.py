"""The time that a record is sorted by: it never runs back along a partition.

It is the greatest time of the partition's records up to this one, so that sorting by it keeps the
order of the log, whatever the clocks of its writers said. The same log gives the same times. A
writer's clock that runs ahead moves the later records of its partition to that time; their order
within the partition stays.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Self

from common.event import Delivered
from common.postgres import Connection

READ = """
SELECT topic, partition, log_time FROM log_times
JOIN unnest(%(topics)s::text[], %(partitions)s::int[]) AS one (topic, partition)
    USING (topic, partition)
"""
SAVE = """
INSERT INTO log_times (topic, partition, log_time)
SELECT * FROM unnest(%(topics)s::text[], %(partitions)s::int[], %(times)s::timestamptz[])
ON CONFLICT (topic, partition) DO UPDATE SET log_time = excluded.log_time
"""
Partition = tuple[str, int]


class LogTimes:
    """The greatest time of each partition so far; the records are given in their order."""

    def __init__(self, greatest: dict[Partition, datetime]) -> None:
        self._greatest = greatest

    @classmethod
    async def read(cls, connection: Connection, partitions: Iterable[Partition]) -> Self:
        """Read what stands for these partitions; their offsets are locked by the caller."""
        found = await connection.execute(READ, _columns(sorted(set(partitions))))
        return cls({(topic, number): time for topic, number, time in await found.fetchall()})

    def take(self, delivered: Delivered) -> datetime:
        """Give the record's log time, and keep it as its partition's greatest."""
        partition, time = (delivered.topic, delivered.partition), delivered.envelope.time
        greatest = self._greatest.get(partition)
        if greatest is None or greatest < time:
            self._greatest[partition] = greatest = time
        return greatest

    async def save(self, connection: Connection) -> None:
        """Write the greatest times, in the transaction that writes the rows."""
        await connection.execute(SAVE, self.columns())

    def columns(self) -> dict[str, list[object]]:
        """Give the greatest times as `SAVE` takes them."""
        return _columns([*self._greatest]) | {"times": list(self._greatest.values())}


def _columns(partitions: Sequence[Partition]) -> dict[str, list[object]]:
    return {
        "topics": [topic for topic, _ in partitions],
        "partitions": [number for _, number in partitions],
    }
