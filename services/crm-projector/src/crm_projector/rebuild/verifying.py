"""Whether a schema that was made anew has the rows of the live one, at one place in the log."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from common.lanes import partition_of
from common.postgres import Connection
from crm_projector.project.consumer import Projector
from crm_projector.project.projection import Projection
from crm_projector.rebuild import claims, schemas
from crm_projector.rebuild.catching_up import catch_up
from crm_projector.rebuild.choosing import of_account
from crm_projector.rebuild.comparing import Comparison, Side, compare, snapshot
from crm_projector.rebuild.connecting import connected
from crm_projector.rebuild.errors import Refused
from crm_projector.rebuild.log import open_log
from crm_projector.rebuild.progress import Progress
from crm_projector.rebuild.rebuilding import Rebuild
from crm_projector.rebuild.schemas import LIVE, NEXT, Places
from crm_projector.rebuild.shadow import Shadow
from crm_projector.rebuild.shares import Unit

SCRATCH = "crm_verify"
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Verify:
    """Compares; the live tables are read in one snapshot, and nothing waits for that."""

    servers: str
    database_url: str
    projection: Projection
    patience: float = PATIENCE_SECONDS

    async def next_with_live(self) -> Comparison:
        """Bring `crm_next` to the place of the live schema, and compare all rows.

        Raises `Refused` where there is no whole `crm_next`, or the live one does not reach it.
        """
        async with (
            open_log(self.servers, self.projection.topics) as log,
            connected(self.database_url, LIVE) as live,
            connected(self.database_url, NEXT) as beside,
        ):
            await claims.claim_turn(beside, NEXT)
            if not await Shadow(beside, NEXT, self.projection.tables).is_whole():
                raise Refused(f"There is no whole schema {NEXT}: run rebuild first.")
            units = await log.units()
            await claims.claim(beside, NEXT, {unit.partition for unit in units})
            await self._wait_for_live(live, await schemas.places(beside, NEXT))
            async with snapshot(live):
                to = up_to(units, await schemas.places(live, LIVE))
                projector, progress = Projector(self.projection), Progress(0)
                await catch_up(log, projector, self.database_url, NEXT, to, progress)
                async with snapshot(beside):
                    sides = Side(LIVE, live), Side(NEXT, beside)
                    return await compare(*sides, self.projection.tables)

    async def account(self, account_id: UUID) -> Comparison:
        """Compare the live rows of an account with a fold of its own records."""
        async with (
            open_log(self.servers, self.projection.topics) as log,
            connected(self.database_url, LIVE) as live,
            snapshot(live),
        ):
            platform_ids = await platform_ids_of(live, account_id)
            to = up_to(await log.units(), await schemas.places(live, LIVE))
            choose = of_account(account_id, platform_ids)
            keys = {str(account_id), *platform_ids}
            counts = {unit.topic: 1 + unit.partition for unit in to}
            own = [
                unit
                for unit in to
                if unit.partition in {partition_of(key, counts[unit.topic]) for key in keys}
            ]
            async with self._folded(Projector(self.projection, choose), own) as scratch:
                sides = Side(LIVE, live, account_id), Side(SCRATCH, scratch, account_id)
                return await compare(*sides, self.projection.tables)

    @asynccontextmanager
    async def _folded(
        self, projector: Projector, units: Sequence[Unit]
    ) -> AsyncIterator[Connection]:
        """Keep the rows of these records in a schema of its own, for as long as they are read."""
        async with connected(self.database_url, SCRATCH) as connection:
            shadow = Shadow(connection, SCRATCH, self.projection.tables)
            await shadow.drop()
            try:
                making = Rebuild(self.servers, self.database_url, projector, SCRATCH)
                await making.run(to=units)
                async with snapshot(connection):
                    yield connection
            finally:
                await shadow.drop()

    async def _wait_for_live(self, live: Connection, least: Places) -> None:
        deadline = asyncio.get_running_loop().time() + self.patience
        while behind := schemas.behind(await schemas.places(live, LIVE), least):
            if asyncio.get_running_loop().time() > deadline:
                raise Refused(f"{LIVE} is {behind:,} records behind {NEXT}: does `project` run?")
            await asyncio.sleep(0.5)


def up_to(units: Sequence[Unit], places: Places) -> list[Unit]:
    """Give the units up to these places; partitions that have none are left out."""
    return [
        Unit(one.topic, one.partition, one.first, places[one.topic, one.partition])
        for one in units
        if (one.topic, one.partition) in places
    ]


async def platform_ids_of(live: Connection, account_id: UUID) -> set[str]:
    """Read which accounts of its platform an account has held."""
    found = await live.execute(
        "SELECT DISTINCT platform_user_id FROM account_holders WHERE account_id = %s", (account_id,)
    )
    return {one for (one,) in await found.fetchall()}
