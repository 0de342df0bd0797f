"""The dead letters of all groups: found, looked at, and redriven."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aiokafka import TopicPartition

from common.dead_letters import DeadLetter, Edit, Place
from common.errors import NotFound
from common.postgres import Pool
from crm_projector.operations.newest import Newest
from crm_projector.operations.reading_log import open_log
from crm_projector.operations.redrives import Redrive, Redrives, Refused
from crm_projector.operations.redriving import Redriver

MOST_LOOKED_AT = 5_000  # letters that one page looks at, whether or not they fit
TOGETHER = 100  # letters whose redriving is asked for at once
KEYS = """
SELECT DISTINCT platform_user_id FROM account_holders
WHERE account_id::text = %(account)s AND platform_user_id IS NOT NULL
"""
Below = Mapping[TopicPartition, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """A letter, and its redriving if there was one."""

    letter: DeadLetter
    redrive: Redrive | None

    @property
    def is_redriven(self) -> bool:
        """Whether its record is known to be in the log again."""
        return self.redrive is not None and self.redrive.redriven_offset is not None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which letters; None asks for all. `keys` are those of an account's records."""

    topic: str | None = None
    group: str | None = None
    kind: str | None = None
    keys: Collection[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    redriven: bool | None = None

    def fits(self, letter: DeadLetter) -> bool:
        """Tell whether a letter is wanted, as far as itself says."""
        return (
            (
                self.topic is None
                or (letter.origin is not None and letter.origin.topic == self.topic)
            )
            and self.group in (None, letter.group)
            and self.kind in (None, letter.kind)
            and (self.keys is None or letter.key_text in self.keys)
            and (self.until is None or letter.at < self.until)
        )


@dataclass(frozen=True, slots=True)
class Page:
    """Letters, newest first; `below` is where the next page begins, and None at the end."""

    letters: Sequence[Seen]
    below: Below | None


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """The letters in these topics, each with its number of partitions."""

    pool: Pool
    servers: str
    topics: Mapping[str, int]

    async def page(self, wanted: Wanted, limit: int, below: Below) -> Page:
        """Give the newest that are wanted; a page may be shorter than there are letters."""
        found: list[Seen] = []
        waiting: list[DeadLetter] = []
        async with open_log(self.servers) as log:
            spans = await log.spans(await log.existing(self.topics))
            walk = Newest(log, spans, below)
            looked_at, is_too_old = 0, False
            async for letter in walk.letters():
                looked_at += 1
                is_too_old = wanted.since is not None and letter.at < wanted.since
                if not is_too_old and wanted.fits(letter):
                    waiting.append(letter)
                is_enough = len(found) + len(waiting) >= limit
                if is_enough or is_too_old or len(waiting) >= TOGETHER:
                    found += await self._seen(waiting, wanted.redriven)
                    waiting = []
                if is_too_old or len(found) >= limit or looked_at >= MOST_LOOKED_AT:
                    break
            found += await self._seen(waiting, wanted.redriven)
            return Page(found, None if is_too_old or walk.is_over else walk.below)

    async def get(self, place: Place) -> Seen:
        """Give one with its value; raises `NotFound`."""
        partition = TopicPartition(place.topic, place.partition)
        async with open_log(self.servers) as log:
            if partition not in await log.existing(self.topics):
                raise NotFound(f"{place.topic}/{place.partition} is no partition of dead letters.")
            [(start, end)] = (await log.spans([partition])).values()
            if not start <= place.offset < end:
                raise NotFound(f"{place} is not there, or no longer.")
            span = {partition: (place.offset, place.offset + 1)}
            [letters] = (await log.read(span, DeadLetter.of)).values()
        if not letters:
            raise NotFound(f"{place} is no longer there.")
        [seen] = await self._seen(letters, None)
        return seen

    async def redrive(self, place: Place, edit: Edit, by: str) -> Seen:
        """Append its record again; raises what `get` and `Redriver.redrive` raise."""
        seen = await self.get(place)
        redrive = await Redriver(self.pool, self.servers).redrive(seen.letter, edit, by)
        return replace(seen, redrive=redrive)

    async def keys_of(self, account: str) -> frozenset[str]:
        """Give the keys of an account's records: its own id, and the platform's for it."""
        async with self.pool.connection() as connection:
            found = await connection.execute(KEYS, {"account": account})
            return frozenset([account, *(key for (key,) in await found.fetchall())])

    async def _seen(self, letters: Sequence[DeadLetter], redriven: bool | None) -> list[Seen]:
        """Say of each whether it was redriven, and keep those that are asked for."""
        refused = {letter.place: _refused(letter) for letter in letters}
        async with self.pool.connection() as connection:
            known = await Redrives(connection).find([one for one in refused.values() if one])
        found = []
        for letter in letters:
            key = refused[letter.place]
            seen = Seen(letter, known.get(key) if key else None)
            if redriven in (None, seen.is_redriven):
                found.append(seen)
        return found


def _refused(letter: DeadLetter) -> Refused | None:
    if letter.origin is None or letter.group is None:
        return None
    return Refused(letter.group, letter.origin)
