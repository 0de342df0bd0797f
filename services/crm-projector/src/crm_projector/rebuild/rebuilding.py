"""The rebuild: a schema beside the live one, made from the whole log."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import asdict, dataclass
from typing import TextIO

from crm_projector.project.consumer import Projector
from crm_projector.rebuild import claims, schemas
from crm_projector.rebuild.catching_up import catch_up
from crm_projector.rebuild.connecting import connected, writing
from crm_projector.rebuild.errors import Refused
from crm_projector.rebuild.loading import Loader
from crm_projector.rebuild.log import Log, open_log
from crm_projector.rebuild.progress import Progress
from crm_projector.rebuild.schemas import LIVE, NEXT
from crm_projector.rebuild.shadow import AtOdds, Partition, Shadow
from crm_projector.rebuild.shares import Unit, checked
from crm_projector.rebuild.writer import Writer

OpenLog = Callable[[str, Sequence[str]], AbstractAsyncContextManager[Log]]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild has done."""

    schema: str
    records: int
    refused: int
    seconds: float
    lag_seconds: float
    is_whole: bool
    is_good = True

    def as_dict(self) -> dict[str, object]:
        """Give it for a program."""
        return asdict(self)

    def __str__(self) -> str:
        state = "is whole" if self.is_whole else "waits for other shares"
        refused = f", {self.refused:,} of them unreadable or refused" if self.refused else ""
        return (
            f"schema {self.schema} {state}: {self.records:,} records in {self.seconds:,.1f} s"
            f"{refused}; the newest is {self.lag_seconds:,.0f} s old"
        )


class Rebuild:
    """Makes one schema; killed anywhere and run again, it goes on where it was."""

    def __init__(
        self, servers: str, database_url: str, projector: Projector, schema: str = NEXT,
        opened: OpenLog = open_log,
    ) -> None:  # fmt: skip
        self.schema, self._open_log = schema, opened
        self._servers, self._database_url, self._projector = servers, database_url, projector

    async def run(
        self,
        share: Collection[int] | None = None,
        to: Sequence[Unit] | None = None,
        screen: TextIO | None = None,
    ) -> Rebuilt:
        """Load a share of the log, or all of it; end the schema if no other share is missing.

        `to` are the records that the schema is to hold: all that stand in the log now, or fewer.
        """
        topics = self._projector.projection.topics
        async with (
            self._open_log(self._servers, topics) as log,
            connected(self._database_url, self.schema) as connection,
        ):
            tables = self._projector.projection.tables
            shadow = Shadow(connection, self.schema, tables)
            units = list(to) if to is not None else await log.units()
            mine = checked(share if share is not None else {one.partition for one in units}, units)
            progress = Progress(0, screen)
            careful: set[Partition] = set()
            while True:
                await self._prepare(shadow, units, careful)
                await claims.claim(connection, self.schema, mine)
                await self._load(log, shadow, mine, progress)
                await claims.release(connection)
                try:
                    is_whole = await self._end(log, shadow, units, progress)
                except AtOdds as error:
                    careful |= set(error.partitions)
                    mine = frozenset(unit.partition for unit in units)
                else:
                    break
            progress.end()
        return Rebuilt(
            self.schema,
            progress.done,
            progress.refused,
            progress.seconds,
            progress.lag_seconds,
            is_whole,
        )

    async def _prepare(
        self, shadow: Shadow, units: Sequence[Unit], careful: Collection[Partition]
    ) -> None:
        async with connected(self._database_url, self.schema) as connection:
            await claims.claim_turn(connection, self.schema)
            await shadow.prepare(self._database_url, units, careful)
            versions = [await schemas.version(connection, one) for one in (LIVE, self.schema)]
            if versions[0] != versions[1]:
                raise Refused(
                    f"{LIVE} is at version {versions[0]}, {self.schema} at {versions[1]}:"
                    f" migrate the one, or drop the other."
                )

    async def _load(
        self, log: Log, shadow: Shadow, share: Collection[int], progress: Progress
    ) -> None:
        units = [unit for unit in await shadow.units() if unit.partition in share]
        progress.total += sum(unit.size for unit in units)
        if not units:
            return
        with closing(writing(self._database_url, self.schema)) as connection:
            writer = Writer(connection, self._projector.projection.tables)
            try:
                loader = Loader(log, self._projector, shadow, writer, progress)
                for unit in units:
                    await loader.load(unit)
            finally:
                await asyncio.shield(writer.close())

    async def _end(
        self, log: Log, shadow: Shadow, units: Sequence[Unit], progress: Progress
    ) -> bool:
        """End the schema, unless shares are missing; then bring it to the places of `units`."""
        async with connected(self._database_url, self.schema) as connection:
            await claims.claim_turn(connection, self.schema)
            if await shadow.units() or not await shadow.exists():
                return False
            if not await shadow.is_whole():
                await self._finish(shadow)
            await catch_up(log, self._projector, self._database_url, self.schema, units, progress)
        return True

    async def _finish(self, shadow: Shadow) -> None:
        try:
            await shadow.end()
        except AtOdds:
            await shadow.drop()
            raise
