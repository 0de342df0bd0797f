"""Putting a schema in the place of the live one, in one transaction, and back again.

The projector is held by a lock on the live `consumer_offsets`, which each of its transactions moves
first. While it waits, the new schema gets the last records, so that readers miss nothing. When it
goes on, it finds the new tables by their name, at the offset that it has reached.
"""

import asyncio
from dataclasses import asdict, dataclass
from datetime import datetime

from psycopg import sql

from common.postgres import Connection
from crm_projector.project.consumer import Projector
from crm_projector.project.projection import Projection
from crm_projector.rebuild import claims, schemas
from crm_projector.rebuild.catching_up import catch_up
from crm_projector.rebuild.connecting import connected
from crm_projector.rebuild.errors import Refused
from crm_projector.rebuild.log import Log, open_log
from crm_projector.rebuild.progress import Progress
from crm_projector.rebuild.schemas import LIVE
from crm_projector.rebuild.shadow import Shadow
from crm_projector.rebuild.verifying import up_to

PATIENCE_SECONDS = 20.0
FENCE = f"LOCK TABLE {LIVE}.consumer_offsets IN EXCLUSIVE MODE"
# A transaction that has read before the new rows were there would read too few of them after.
OLD_READERS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend'
    AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL
    AND xact_start < %s AND NOT pg_backend_pid() = ANY(pg_blocking_pids(pid))
"""
# What no topic tells is taken along: the counter of dead letters, and what was redriven of them.
# Numbers of changes must not come twice.
CARRY_OVER = """
UPDATE {new}.consumer_offsets AS made SET dead_letters_in_a_row = lived.dead_letters_in_a_row
FROM {live}.consumer_offsets AS lived
WHERE (made.topic, made.partition, made.next_offset)
    = (lived.topic, lived.partition, lived.next_offset);
SELECT setval('{new}.changes', greatest(made.last_value, lived.last_value) + 1000)
FROM {new}.changes AS made, {live}.changes AS lived;
LOCK TABLE {live}.redrives IN EXCLUSIVE MODE;
DELETE FROM {new}.redrives;
INSERT INTO {new}.redrives SELECT * FROM {live}.redrives;
ALTER SCHEMA {live} RENAME TO {kept};
ALTER SCHEMA {new} RENAME TO {live}
"""
# No reader of the live stream can read this as a change: each begins anew, as after a lost
# connection, and reads everything again.
TELL = "SELECT pg_notify(%s, 'swapped')"


@dataclass(frozen=True, slots=True)
class Swapped:
    """What was put in place, and for how long the projector was held."""

    now_live: str
    kept_as: str
    held_seconds: float
    is_good = True

    def as_dict(self) -> dict[str, object]:
        """Give it for a program."""
        return asdict(self)

    def __str__(self) -> str:
        return (
            f"{self.now_live} is {LIVE} now; the schema from before is kept as {self.kept_as};"
            f" the projector was held for {self.held_seconds:.1f} s"
        )


@dataclass(frozen=True, slots=True)
class Swap:
    """Puts `new` in place, and keeps what was there as `kept`."""

    servers: str
    database_url: str
    projection: Projection
    new: str
    kept: str
    patience: float = PATIENCE_SECONDS

    async def run(self) -> Swapped:
        """Swap, or change nothing: killed anywhere, it is done or undone.

        Raises `Refused` where the new schema is not whole or of another version, the name for the
        old one is taken, or somebody goes on reading from before.
        """
        async with (
            open_log(self.servers, self.projection.topics) as log,
            connected(self.database_url, self.new) as beside,
            connected(self.database_url, LIVE) as fence,
        ):
            await claims.claim_turn(beside, self.new)
            units = await log.units()
            await claims.claim(beside, self.new, {unit.partition for unit in units})
            await self._check(beside)
            await self._catch_up(log, beside)
            return await self._swap(log, beside, fence)

    async def _check(self, beside: Connection) -> None:
        versions = [await schemas.version(beside, name) for name in (LIVE, self.new)]
        if versions[0] != versions[1]:
            raise Refused(f"{LIVE} is at version {versions[0]}, {self.new} at {versions[1]}.")
        if not await Shadow(beside, self.new, self.projection.tables).is_whole():
            raise Refused(f"{self.new} is not whole: run rebuild again.")
        if await Shadow(beside, self.kept, self.projection.tables).exists():
            raise Refused(f"There is a schema {self.kept} already: drop it first.")

    async def _catch_up(self, log: Log, beside: Connection) -> None:
        to = up_to(await log.units(), await schemas.places(beside, LIVE))
        projector, progress = Projector(self.projection), Progress(0)
        await catch_up(log, projector, self.database_url, self.new, to, progress)

    async def _swap(self, log: Log, beside: Connection, fence: Connection) -> Swapped:
        loop = asyncio.get_running_loop()
        async with fence.transaction():
            await fence.execute(FENCE)
            began = loop.time()
            await self._catch_up(log, beside)
            await self._wait_for_old_readers(fence)
            named = {name: sql.Identifier(value) for name, value in self._names().items()}
            for statement in CARRY_OVER.split(";"):
                await fence.execute(sql.SQL(statement).format(**named))
            await fence.execute(TELL, (f"{LIVE}_changes",))
        return Swapped(self.new, self.kept, loop.time() - began)

    def _names(self) -> dict[str, str]:
        return {"live": LIVE, "new": self.new, "kept": self.kept}

    async def _wait_for_old_readers(self, fence: Connection) -> None:
        row = await (await fence.execute("SELECT clock_timestamp()")).fetchone()
        now: datetime | None = row[0] if row else None
        deadline = asyncio.get_running_loop().time() + self.patience
        while True:
            await fence.execute("SELECT pg_stat_clear_snapshot()")
            found = await (await fence.execute(OLD_READERS, (now,))).fetchall()
            if not found:
                return
            if asyncio.get_running_loop().time() > deadline:
                pids = ", ".join(str(pid) for (pid,) in found)
                raise Refused(f"The PostgreSQL sessions {pids} still read from before.")
            await asyncio.sleep(0.1)
