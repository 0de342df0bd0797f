"""Schemas for looking into: the tables as they stood, or a fold of chosen records."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO
from uuid import UUID

from crm_projector.project.consumer import Choose, Projector
from crm_projector.project.projection import Projection
from crm_projector.rebuild import schemas
from crm_projector.rebuild.choosing import of_account, until
from crm_projector.rebuild.comparing import Comparison, Side, compare, snapshot
from crm_projector.rebuild.connecting import connected
from crm_projector.rebuild.errors import Refused
from crm_projector.rebuild.log import open_log
from crm_projector.rebuild.rebuilding import Rebuild, Rebuilt
from crm_projector.rebuild.schemas import LIVE
from crm_projector.rebuild.shadow import Shadow
from crm_projector.rebuild.shares import Unit
from crm_projector.rebuild.verifying import platform_ids_of


@dataclass(frozen=True, slots=True)
class Chosen:
    """The records that are folded again; what is not named is not asked for."""

    account_id: UUID | None = None
    topic: str | None = None
    partitions: Collection[int] | None = None
    first: int | None = None
    end: int | None = None

    def of(self, unit: Unit) -> Unit | None:
        """Cut a unit to what is chosen of it."""
        if self.topic not in (None, unit.topic):
            return None
        if self.partitions is not None and unit.partition not in self.partitions:
            return None
        first = unit.first if self.first is None else max(unit.first, self.first)
        end = unit.end if self.end is None else min(unit.end, self.end)
        return Unit(unit.topic, unit.partition, first, max(first, end))


@dataclass(frozen=True, slots=True)
class Scratch:
    """Makes a schema that serves nobody; one of this name from before is deleted first."""

    servers: str
    database_url: str
    projection: Projection
    schema: str

    async def as_of(self, time: datetime, screen: TextIO | None = None) -> Rebuilt:
        """Make the tables as they stood at a time: from each partition's records up to it."""
        async with open_log(self.servers, self.projection.topics) as log:
            units = [await until(log, unit, time) for unit in await log.units()]
        return await self._make(units, None, screen)

    async def replay(self, chosen: Chosen, screen: TextIO | None = None) -> Rebuilt:
        """Fold chosen records; raises `Refused` where no partition is chosen."""
        async with open_log(self.servers, self.projection.topics) as log:
            units = [one for unit in await log.units() if (one := chosen.of(unit)) is not None]
        if not units:
            raise Refused("No partition is chosen: see --topic and --partitions.")
        choose = None if chosen.account_id is None else await self._choose(chosen.account_id)
        return await self._make(units, choose, screen)

    async def _choose(self, account_id: UUID) -> Choose:
        async with connected(self.database_url, LIVE) as live:
            return of_account(account_id, await platform_ids_of(live, account_id))

    async def _make(
        self, units: list[Unit], choose: Choose | None, screen: TextIO | None
    ) -> Rebuilt:
        name = schemas.scratch(self.schema)
        async with connected(self.database_url, name) as connection:
            await Shadow(connection, name, self.projection.tables).drop()
        projector = Projector(self.projection, choose)
        making = Rebuild(self.servers, self.database_url, projector, self.schema)
        return await making.run(to=units, screen=screen)


async def diff(
    database_url: str, projection: Projection, names: tuple[str, str], account_id: UUID
) -> Comparison:
    """Compare the rows of an account in two schemas; raises `Refused` where one is not there."""
    left, right = map(schemas.known, names)
    async with connected(database_url, left) as one, connected(database_url, right) as other:
        for name in names:
            await schemas.version(one, name)
        async with snapshot(one), snapshot(other):
            sides = Side(left, one, account_id), Side(right, other, account_id)
            return await compare(*sides, projection.tables)
