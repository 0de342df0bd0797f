"""A consumer's offsets, moved in the same transaction that writes what it consumed."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import AsyncConnection

from common.errors import ServiceError
from common.postgres import Connection

CONSUMER_OFFSETS = """
CREATE TABLE consumer_offsets (
    topic text NOT NULL,
    partition int NOT NULL,
    next_offset bigint NOT NULL,
    dead_letters_in_a_row int NOT NULL DEFAULT 0,
    PRIMARY KEY (topic, partition)
);
"""


class Fenced(ServiceError):
    """Someone else, or an earlier try of ours, has settled these records already."""

    kind = "fenced"


class Stopped(ServiceError):
    """Going on would lose records: the consumer waits until a person has looked."""

    kind = "stopped"


class TooManyDeadLetters(Stopped):
    """So many dead letters in a row that the topic itself is suspect; `resume` ends this."""

    kind = "too-many-dead-letters"


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive records of one partition: from `first` up to, without, `end`."""

    topic: str
    partition: int
    first: int
    end: int


class ConsumerOffsets:
    """The rows of `consumer_offsets`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def start(self, topic: str, partition: int, log_start: int, log_end: int) -> int:
        """Give the next offset to read; a partition seen first begins at the log's start.

        Raises `Stopped` where the stored offset is outside the log: records were deleted before
        they were read, or the topic was created again.
        """
        await self._connection.execute(
            "INSERT INTO consumer_offsets (topic, partition, next_offset) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            (topic, partition, log_start),
        )
        place = await self._next(topic, partition)
        if not log_start <= place <= log_end:
            raise Stopped(f"{topic}/{partition}: {place} is outside the log {log_start}..{log_end}")
        return place

    async def move(self, span: Span, *, dead_letter: bool = False) -> None:
        """Move from `span.first` to `span.end`, or raise `Fenced` (behind) or `Stopped` (a gap)."""
        cursor = await self._connection.execute(
            "UPDATE consumer_offsets SET next_offset = %s, dead_letters_in_a_row ="
            " CASE WHEN %s THEN dead_letters_in_a_row + 1 ELSE 0 END"
            " WHERE topic = %s AND partition = %s AND next_offset = %s",
            (span.end, dead_letter, span.topic, span.partition, span.first),
        )
        if cursor.rowcount == 1:
            return
        place = await self._next(span.topic, span.partition)
        where = f"{span.topic}/{span.partition}: expected {place}, got {span.first}"
        raise Stopped(f"gap in {where}") if place < span.first else Fenced(where)

    async def move_all(self, spans: Sequence[Span]) -> None:
        """Move one span of each of several partitions; raises `Fenced` where one has moved."""
        cursor = await self._connection.execute(
            "UPDATE consumer_offsets AS held SET next_offset = one.after, dead_letters_in_a_row = 0"
            " FROM unnest(%s::text[], %s::int[], %s::bigint[], %s::bigint[])"
            " AS one (topic, partition, first, after)"
            " WHERE (held.topic, held.partition, held.next_offset)"
            " = (one.topic, one.partition, one.first)",
            [
                [span.topic for span in spans],
                [span.partition for span in spans],
                [span.first for span in spans],
                [span.end for span in spans],
            ],
        )
        if cursor.rowcount != len(spans):
            raise Fenced(f"{len(spans) - cursor.rowcount} of {len(spans)} partitions have moved")

    async def most_dead_letters(self, topics: list[str]) -> int:
        """Give the largest number of dead letters in a row of any partition of these topics."""
        cursor = await self._connection.execute(
            "SELECT coalesce(max(dead_letters_in_a_row), 0) FROM consumer_offsets"
            " WHERE topic = ANY(%s)",
            (topics,),
        )
        row = await cursor.fetchone()
        return int(row[0]) if row else 0

    async def resume(self, topic: str) -> int:
        """Set a topic's counters of dead letters to zero; gives how many partitions had some."""
        cursor = await self._connection.execute(
            "UPDATE consumer_offsets SET dead_letters_in_a_row = 0"
            " WHERE topic = %s AND dead_letters_in_a_row > 0",
            (topic,),
        )
        return cursor.rowcount

    async def _next(self, topic: str, partition: int) -> int:
        cursor = await self._connection.execute(
            "SELECT next_offset FROM consumer_offsets WHERE topic = %s AND partition = %s",
            (topic, partition),
        )
        row = await cursor.fetchone()
        if row is None:
            raise Stopped(f"{topic}/{partition}: its offset row is gone")
        return int(row[0])


async def resume(database_url: str, schema: str, topic: str) -> int:
    """Let a consumer that stopped at too many dead letters go on; for the `resume` command."""
    async with await AsyncConnection.connect(database_url) as connection:
        await connection.execute(f"SET search_path TO {schema}")
        return await ConsumerOffsets(connection).resume(topic)
