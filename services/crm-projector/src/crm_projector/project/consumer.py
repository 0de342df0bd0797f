"""The exact loop: events in, rows out, in the transaction that moves the offset."""

from collections.abc import Callable, Iterator, Sequence

from psycopg import DataError, IntegrityError

from common.errors import UnstorableRecord
from common.event import Catalogue, Delivered
from common.postgres import Connection
from common.subscription import Subscription
from common.tracing import processing_batch
from crm_projector.project.log_times import LogTimes
from crm_projector.project.merging import write
from crm_projector.project.notifying import notify
from crm_projector.project.projection import Projection
from crm_projector.project.registers import Written, folded

GROUP = "crm-projector"
TOGETHER = 4_000  # records in one transaction; with fewer, PostgreSQL works more for each


Choose = Callable[[Delivered], bool]


class Projector:
    """Writes the rows of a projection: those of all events, or of the chosen."""

    def __init__(self, projection: Projection, choose: Choose | None = None) -> None:
        self.projection, self._choose = projection, choose

    def subscription(self, dead_letter_limit: int) -> Subscription:
        """Say what is read, and what is done with it."""
        events = Catalogue(self.projection.events)
        topics = self.projection.topics
        return Subscription(GROUP, topics, events, self.project, dead_letter_limit, TOGETHER)

    async def project(self, connection: Connection, batch: Sequence[Delivered]) -> None:
        """Write a batch's rows; a batch may come twice, and in parts.

        Raises `UnstorableRecord` for what the tables refuse: tried again, it would fail for ever, a
        unique key too, since no row is deleted.
        """
        with processing_batch(batch):
            partitions = ((one.topic, one.partition) for one in batch)
            times = await LogTimes.read(connection, partitions)
            rows = folded(self.written(batch, times))
            try:
                await write(connection, rows)
            except (DataError, IntegrityError) as error:
                raise UnstorableRecord(f"cannot be stored: {type(error).__name__}") from error
            await times.save(connection)
            await notify(connection, rows)

    def written(self, batch: Sequence[Delivered], times: LogTimes) -> Iterator[Written]:
        """Give what the events of a batch write; every record counts for the times of the log."""
        for delivered in batch:
            log_time = times.take(delivered)
            if self._choose is None or self._choose(delivered):
                yield from self.projection.rows_of(delivered, log_time)
