"""Loading units of the log into tables without indexes, by the fold that the projector has.

A unit is a partition, or a bounded piece of it. Rows of a unit are gathered for as long as they
are few; events of accounts, of which there are the most and which never change, leave at once.
"""

from collections.abc import Iterator

from psycopg import DataError, IntegrityError

from common.event import Catalogue
from common.records import ForAnother, Poison, read_record
from crm_projector.project.consumer import GROUP, Projector
from crm_projector.project.log_times import LogTimes
from crm_projector.project.registers import Folded, fold_into
from crm_projector.rebuild.log import Log, Records
from crm_projector.rebuild.progress import Progress
from crm_projector.rebuild.shadow import Shadow
from crm_projector.rebuild.shares import Unit
from crm_projector.rebuild.writer import Writer

COMMITTED_TOGETHER = 250_000  # records: what a killed process has to read again
ROWS_KEPT = 30_000
LINES_KEPT = 5_000


class Loader:
    """Reads units and hands their rows to a writer."""

    def __init__(
        self, log: Log, projector: Projector, shadow: Shadow, writer: Writer, progress: Progress
    ) -> None:
        self._log, self._projector, self._shadow = log, projector, shadow
        self._writer, self._progress = writer, progress
        self._catalogue = Catalogue(projector.projection.events)

    async def load(self, unit: Unit) -> None:
        """Load a unit piece by piece.

        A piece that the tables refuse is left, with what follows it, to the careful way of the
        live projection, which finds the record that is meant.
        """
        for piece in pieces(unit):
            try:
                await self._load(piece)
            except (DataError, IntegrityError):
                await self._writer.roll_back()
                await self._shadow.leave_to_catching_up(piece)
                self._progress.add(unit.end - piece.first)
                return

    async def _load(self, piece: Unit) -> None:
        times, rows, refused = await self._shadow.log_times(piece), Folded(), 0
        async for records in self._log.read(piece):
            refused += self._fold(records, rows, times)
            await self._spill(rows)
            self._progress.add(len(records), records[-1].timestamp / 1000)
        await self._writer.copy(rows)
        await self._writer.commit(piece, times)
        self._progress.refused += refused

    def _fold(self, records: Records, rows: Folded, times: LogTimes) -> int:
        """Fold records in; gives how many of them nobody can read."""
        read = [read_record(self._catalogue, record, GROUP) for record in records]
        good = [one for one in read if not isinstance(one, Poison)]
        own = [one for one in good if type(one.event) is not ForAnother]
        fold_into(rows, self._projector.written(own, times))
        return len(read) - len(good)

    async def _spill(self, rows: Folded) -> None:
        """Write rows before they are too many; what is written twice so is joined at the end."""
        count = sum(len(found) for table, found in rows.items() if not table.written_once)
        once = {table: found for table, found in rows.items() if table.written_once}
        if count > ROWS_KEPT:
            await self._writer.copy(rows)
            rows.clear()
        elif sum(map(len, once.values())) > LINES_KEPT:
            await self._writer.copy(once)
            for table in once:
                del rows[table]


def pieces(unit: Unit) -> Iterator[Unit]:
    """Cut a unit into pieces that are committed one by one."""
    for first in range(unit.first, unit.end, COMMITTED_TOGETHER):
        end = min(unit.end, first + COMMITTED_TOGETHER)
        yield Unit(unit.topic, unit.partition, first, end)
