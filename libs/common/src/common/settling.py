"""Settling the records of one partition: in order, each once in effect, whatever fails.

The offset moves in the handler's own transaction. A batch that fails is tried again in halves, so
that the good records before a bad one are settled; the bad one is tried again for ever.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from aiokafka import ConsumerRecord
from tenacity import AsyncRetrying

from common import metrics
from common.backlog import Backlog
from common.errors import InvalidRecord
from common.event import Catalogue, Delivered
from common.logs import get_logger
from common.offsets import ConsumerOffsets, Fenced, Span, Stopped
from common.postgres import Connection, Pool
from common.publisher import Record
from common.records import ForAnother, Poison, read_record, runs
from common.retry import forever

log = get_logger(__name__)

Handle = Callable[[Connection, Sequence[Delivered]], Awaitable[None]]
SIDE_BY_SIDE = 4  # transactions at once


class TakesDeadLetters(Protocol):
    """Where dead letters go: a publisher, or whoever only counts them."""

    async def publish(self, record: Record, /) -> None:
        """Take one; its offset moves only after that."""


class Settler:
    """Handles, buries and retries the records of one subscription, partition by partition.

    `check_limit` is called after each dead letter; it raises `Stopped` where there are too many.
    """

    def __init__(
        self, group: str, handle: Handle, pool: Pool, publisher: TakesDeadLetters,
        check_limit: Callable[[], Awaitable[None]],
    ) -> None:  # fmt: skip
        self._group, self._handle, self._check_limit = group, handle, check_limit
        self._pool, self._publisher = pool, publisher
        self._room = asyncio.Semaphore(SIDE_BY_SIDE)
        self._retries = metrics.CONSUMER_RETRIES.labels(group)

    async def settle(self, backlog: Backlog, catalogue: Catalogue) -> None:
        """Settle a backlog from its first record to its last.

        Raises `Fenced` where another replica has settled some of it, and `Stopped`.
        """
        for batch in backlog.batches():
            for run in runs([read_record(catalogue, record, self._group) for record in batch]):
                if isinstance(run, Poison):
                    await self._bury(backlog, run)
                else:
                    await self._settle_run(backlog, run)

    async def settle_together(self, backlogs: Sequence[Backlog], catalogue: Catalogue) -> None:
        """Settle backlogs of several partitions in one transaction: all of them, or none.

        It tries once. After any failure, `settle` each of them, which finds the record that failed.
        """
        pieces = [self._readable(catalogue, backlog.records) for backlog in backlogs]
        async with self._pool.connection() as connection:
            await ConsumerOffsets(connection).move_all([_span(piece) for piece in pieces])
            await self._handle_own(connection, [one for piece in pieces for one in piece])
        for backlog, piece in zip(backlogs, pieces, strict=True):
            backlog.settled(len(piece))
            self._tell(piece)

    async def _settle_run(self, backlog: Backlog, run: list[Delivered]) -> None:
        """Settle readable records: half of them after a failure, more again after a success."""
        size = len(run)
        while run:
            try:
                async for attempt in self._tries(backlog):
                    with attempt:
                        piece = run[:size]
                        size = max(1, size // 2)
                        await self._settle_piece(piece)
            except InvalidRecord as error:
                if len(piece) > 1:
                    continue  # with the half of it, to find the record that is meant
                await self._bury(backlog, Poison.of(piece[0], error))
            else:
                backlog.settled(len(piece))
            run, size = run[len(piece) :], 2 * len(piece)

    def _tries(self, backlog: Backlog) -> AsyncRetrying:
        def failed() -> None:
            self._retries.inc()
            backlog.failed()

        place = f"{backlog.partition.topic}/{backlog.partition.partition}"
        return forever(f"handle {place}", unless=(Fenced, Stopped, InvalidRecord), tell=failed)

    async def _settle_piece(self, piece: list[Delivered]) -> None:
        async with self._room, self._pool.connection() as connection:
            await ConsumerOffsets(connection).move(_span(piece))
            await self._handle_own(connection, piece)
        self._tell(piece)

    async def _handle_own(self, connection: Connection, piece: list[Delivered]) -> None:
        """Handle all but what was redriven for another group; its offset moves all the same."""
        own = [one for one in piece if type(one.event) is not ForAnother]
        if own:
            await self._handle(connection, own)

    def _tell(self, piece: list[Delivered]) -> None:
        """Count the records of a partition, write one line for them, and at DEBUG one for each."""
        first, last = piece[0], piece[-1]
        metrics.RECORDS_CONSUMED.labels(first.topic, self._group, "handled").inc(len(piece))
        place = {"group": self._group, "topic": first.topic, "partition": first.partition}
        log.info(
            "records settled",
            **place,
            first_offset=first.offset,
            last_offset=last.offset,
            count=len(piece),
            types=sorted({one.envelope.type for one in piece}),
        )
        if not logging.getLogger(__name__).isEnabledFor(logging.DEBUG):
            return
        for one in piece:
            log.debug(
                "record settled",
                **place,
                offset=one.offset,
                event_id=one.envelope.id,
                event_type=one.envelope.type,
                correlation_id=one.envelope.correlation_id,
            )

    def _readable(self, catalogue: Catalogue, records: Sequence[ConsumerRecord]) -> list[Delivered]:
        """Decode records; raises `InvalidRecord` for the first that cannot be."""
        found = []
        for record in records:
            one = read_record(catalogue, record, self._group)
            if isinstance(one, Poison):
                raise InvalidRecord(one.reason)
            found.append(one)
        return found

    async def _bury(self, backlog: Backlog, poison: Poison) -> None:
        async for attempt in self._tries(backlog):
            with attempt:
                await self._bury_once(poison)
                backlog.settled(1)
        await self._check_limit()

    async def _bury_once(self, poison: Poison) -> None:
        """Publish the dead letter before the offset moves: a crash between them publishes two."""
        record = poison.record
        await self._publisher.publish(poison.dead_letter(self._group))
        async with self._pool.connection() as connection:
            span = Span(record.topic, record.partition, record.offset, record.offset + 1)
            await ConsumerOffsets(connection).move(span, dead_letter=True)
        metrics.DEAD_LETTERS.labels(record.topic, self._group).inc()
        metrics.RECORDS_CONSUMED.labels(record.topic, self._group, "dead-lettered").inc()
        log.error(
            "dead letter",
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            reason=poison.reason,
        )


def _span(piece: list[Delivered]) -> Span:
    """Give where a partition's records stand; raises `Stopped` where one of them is missing."""
    first, last = piece[0], piece[-1]
    if last.offset - first.offset != len(piece) - 1:
        raise Stopped(f"gap in {first.topic}/{first.partition} after {first.offset}")
    return Span(first.topic, first.partition, first.offset, last.offset + 1)
