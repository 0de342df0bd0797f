"""Bringing a schema on by the way of the live projection, up to a place in each partition."""

from collections.abc import Mapping, Sequence

from aiokafka import TopicPartition

from common.backlog import Backlog
from common.event import Catalogue
from common.lanes import Record
from common.offsets import ConsumerOffsets
from common.postgres import Pool, open_pool
from common.settling import Settler
from crm_projector.project.consumer import GROUP, Projector
from crm_projector.rebuild.log import Log
from crm_projector.rebuild.progress import Progress
from crm_projector.rebuild.shares import Unit

Places = Mapping[tuple[str, int], int]
PLACES = "SELECT topic, partition, next_offset FROM consumer_offsets"


class Counted:
    """Takes the records that nobody can handle, and counts them: they are dead letters already."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    async def publish(self, _record: Record, /) -> None:
        """Count one."""
        self._progress.refused += 1


async def catch_up(
    log: Log,
    projector: Projector,
    database_url: str,
    schema: str,
    to: Sequence[Unit],
    progress: Progress,
) -> None:
    """Project what the schema has not yet of these units; where it is further, it stays so.

    A unit's `first` is where its partition begins, for a partition that the schema has not seen.
    """
    async with open_pool(database_url, schema, 2) as pool:
        settler = Settler(GROUP, projector.project, pool, Counted(progress), _no_limit)
        catalogue = Catalogue(projector.projection.events)
        for unit in await _missing(pool, to):
            async for records in log.read(unit):
                partition = TopicPartition(unit.topic, unit.partition)
                await _settle(settler, Backlog(partition, records), catalogue)
                progress.add(len(records), records[-1].timestamp / 1000)


async def places(pool: Pool) -> Places:
    """Read how far a schema is."""
    async with pool.connection() as connection:
        found = await connection.execute(PLACES)
        return {(topic, number): place for topic, number, place in await found.fetchall()}


async def _missing(pool: Pool, to: Sequence[Unit]) -> list[Unit]:
    async with pool.connection() as connection:
        offsets = ConsumerOffsets(connection)
        for one in to:
            await offsets.start(one.topic, one.partition, one.first, max(one.end, 1 << 62))
    held = await places(pool)
    units = [Unit(one.topic, one.partition, held[one.topic, one.partition], one.end) for one in to]
    return [unit for unit in units if unit.size]


async def _settle(settler: Settler, backlog: Backlog, catalogue: Catalogue) -> None:
    """Settle a backlog in one transaction; after any failure, in pieces, as the live one does."""
    try:
        await settler.settle_together([backlog], catalogue)
    except Exception:
        await settler.settle(backlog, catalogue)


async def _no_limit() -> None:
    """Go on after any number of dead letters: the command says at its end how many there were."""
