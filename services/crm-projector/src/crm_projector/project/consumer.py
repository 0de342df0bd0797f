"""The exact loop: events in, rows out, in the transaction that moves the offset."""

from collections.abc import Sequence

from psycopg import DataError, IntegrityError

from common.errors import UnstorableRecord
from common.event import Catalogue, Delivered
from common.postgres import Connection
from common.subscription import Subscription
from common.tracing import processing_batch
from crm_projector.project.erasing import erase, without_erased
from crm_projector.project.log_times import LogTimes
from crm_projector.project.merging import write
from crm_projector.project.notifying import notify
from crm_projector.project.projection import Projection
from crm_projector.project.registers import Folded, folded

GROUP = "crm-projector"
TOGETHER = 4_000  # records in one transaction; with fewer, PostgreSQL works more for each


class Projector:
    """Writes the rows of a projection."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection

    def subscription(self, dead_letter_limit: int) -> Subscription:
        """Say what is read, and what is done with it."""
        events = Catalogue(self._projection.events)
        topics = self._projection.topics
        return Subscription(GROUP, topics, events, self.project, dead_letter_limit, TOGETHER)

    async def project(self, connection: Connection, batch: Sequence[Delivered]) -> None:
        """Write a batch's rows; a batch may come twice, and in parts.

        Raises `UnstorableRecord` for what the tables refuse: tried again, it would fail for ever, a
        unique key too, since only what is erased is deleted, and that comes never again.
        """
        with processing_batch(batch):
            kept, erasing = await without_erased(connection, batch)
            times = await LogTimes.read(connection, batch)
            rows = self._fold(kept, times)
            try:
                await write(connection, rows)
            except (DataError, IntegrityError) as error:
                raise UnstorableRecord(f"cannot be stored: {type(error).__name__}") from error
            await erase(connection, self._projection.tables, erasing)
            await times.save(connection)
            await notify(connection, rows)

    def _fold(self, batch: Sequence[Delivered], times: LogTimes) -> Folded:
        return folded(
            row
            for delivered in batch
            for row in self._projection.rows_of(delivered, times.take(delivered))
        )
