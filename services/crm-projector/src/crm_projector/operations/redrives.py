"""What was redriven: the intent before a record is appended again, and where it stands then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from common.dead_letters import Place
from common.postgres import Connection

COLUMNS = 'consumer_group, topic, partition, "offset"'
INTEND = f"""
INSERT INTO redrives ({COLUMNS}, requested_by, log_end) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""
LOCK = f"""
SELECT consumer_group, topic, partition, "offset", requested_by, requested_at, log_end,
    redriven_offset, redriven_at, is_edited FROM redrives
WHERE ({COLUMNS}) = (%s, %s, %s, %s) FOR UPDATE
"""
DONE = f"""
UPDATE redrives SET redriven_offset = %s, redriven_at = clock_timestamp(), requested_by = %s,
    is_edited = %s, value_sha256 = %s
WHERE ({COLUMNS}) = (%s, %s, %s, %s)
"""
FIND = f"""
SELECT consumer_group, topic, partition, "offset", requested_by, requested_at, log_end,
    redriven_offset, redriven_at, is_edited FROM redrives
JOIN unnest(%s::text[], %s::text[], %s::int[], %s::bigint[]) AS one ({COLUMNS})
    USING ({COLUMNS})
"""


@dataclass(frozen=True, slots=True)
class Redrive:
    """A letter's redriving; without `redriven_offset` it is intended, and its outcome not known."""

    consumer_group: str
    topic: str
    partition: int
    offset: int
    requested_by: str
    requested_at: datetime
    log_end: int
    redriven_offset: int | None
    redriven_at: datetime | None
    is_edited: bool

    @property
    def of(self) -> "Refused":
        """What was redriven."""
        return Refused(self.consumer_group, Place(self.topic, self.partition, self.offset))


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that a group has refused: a letter's identity, however often it was buried."""

    group: str
    origin: Place

    @property
    def columns(self) -> tuple[str, str, int, int]:
        """Its key."""
        return self.group, self.origin.topic, self.origin.partition, self.origin.offset


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the record stands now, whether it was edited, and its value's SHA-256."""

    offset: int
    is_edited: bool
    value_sha256: str


class Redrives:
    """The rows of `redrives`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def intend(self, refused: Refused, by: str, log_end: int) -> None:
        """Write the intent, once; `log_end` is where the log ended before anything was appended."""
        await self._connection.execute(INTEND, (*refused.columns, by, log_end))

    async def lock(self, refused: Refused) -> Redrive:
        """Read an intent, and let nobody else act on it until the transaction ends."""
        async with self._connection.cursor(row_factory=class_row(Redrive)) as cursor:
            await cursor.execute(LOCK, refused.columns)
            found = await cursor.fetchone()
        if found is None:
            raise LookupError(f"no intent to redrive {refused}")
        return found

    async def done(self, refused: Refused, by: str, outcome: Outcome) -> None:
        """Write what became of an intent."""
        values = (outcome.offset, by, outcome.is_edited, outcome.value_sha256)
        await self._connection.execute(DONE, (*values, *refused.columns))

    async def find(self, refused: Sequence[Refused]) -> dict[Refused, Redrive]:
        """Give those of these that were redriven, or may have been."""
        if not refused:
            return {}
        columns = [list(one) for one in zip(*(each.columns for each in refused), strict=True)]
        async with self._connection.cursor(row_factory=class_row(Redrive)) as cursor:
            await cursor.execute(FIND, columns)
            return {row.of: row for row in await cursor.fetchall()}
