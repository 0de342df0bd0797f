"""The exact consumer: offsets move in the handler's own transaction, or not at all.

Kafka hands out the partitions; PostgreSQL says where to read. A record is settled exactly once in
effect: redelivery fails the compare-and-set, a gap stops the consumer, what can never be handled
goes to `<topic>.<group>.dlq`, and any other failure is tried again in place.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError, NoOffsetForPartitionError, OffsetOutOfRangeError

from common import metrics
from common.errors import InvalidRecord
from common.event import Catalogue, Delivered, Event
from common.logs import get_logger
from common.offsets import ConsumerOffsets, Fenced, Span, Stopped, TooManyDeadLetters
from common.postgres import Connection, Pool
from common.publisher import Publisher
from common.records import Poison, read_record, runs
from common.retry import forever
from common.tracing import processing

log = get_logger(__name__)

Handle = Callable[[Connection, Sequence[Delivered]], Awaitable[None]]
HandleOne = Callable[[Connection, Delivered], Awaitable[None]]
BATCH = 500


@dataclass(frozen=True, slots=True)
class Subscription:
    """What is read, by whom, and what is done with it."""

    group: str
    topics: list[str]
    catalogue: Catalogue
    handle: Handle
    dead_letter_limit: int = 20


def one_by_one(handlers: Mapping[type[Event], HandleOne]) -> Handle:
    """Make a batch handler of handlers by event type; a type without one is of no concern."""

    async def handle(connection: Connection, batch: Sequence[Delivered]) -> None:
        for delivered in batch:
            handler = handlers.get(type(delivered.event))
            if handler is not None:
                with processing(delivered):
                    await handler(connection, delivered)

    return handle


class ExactConsumer(ConsumerRebalanceListener):  # type: ignore[misc]
    """Reads one subscription for as long as `run` is not cancelled."""

    def __init__(
        self, subscription: Subscription, servers: str, pool: Pool, publisher: Publisher
    ) -> None:
        self._subscription, self._servers = subscription, servers
        self._pool, self._publisher = pool, publisher
        self._consumer: AIOKafkaConsumer | None = None
        self._stopped: Exception | None = None
        self._placed = False

    async def not_ready(self) -> str | None:
        """Say why nothing is consumed now, or None."""
        if self._stopped is not None:
            return f"stopped: {self._stopped}"
        return None if self._placed else "no partitions are assigned yet"

    async def run(self) -> None:
        """Consume for ever; a lost broker is waited for, a stop waits for a person."""
        while True:
            async for attempt in forever("consume"):
                with attempt:
                    await self._consume()

    async def _consume(self) -> None:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._servers,
            group_id=self._subscription.group,
            enable_auto_commit=False,
            auto_offset_reset="none",
            max_poll_interval_ms=604_800_000,  # a handler retries in place; the offsets fence
            session_timeout_ms=10_000,
            heartbeat_interval_ms=2_000,
            fetch_max_wait_ms=250,
            metadata_max_age_ms=30_000,
        )
        self._consumer = consumer
        consumer.subscribe(self._subscription.topics, listener=self)
        try:
            await consumer.start()
            while True:
                await self._one_round(consumer)
        finally:
            self._placed = False
            with suppress(KafkaError, TimeoutError):
                await asyncio.wait_for(consumer.stop(), 10)

    async def _one_round(self, consumer: AIOKafkaConsumer) -> None:
        if self._stopped is not None:
            await asyncio.sleep(1.0)
            await self._resume_if_told(consumer)
            return
        try:
            batches = await consumer.getmany(timeout_ms=250, max_records=BATCH)
            for partition, records in batches.items() if self._placed else ():
                await self._settle(consumer, partition, records)
        except (NoOffsetForPartitionError, OffsetOutOfRangeError, Stopped) as error:
            if self._placed:
                self._stop(error)
            else:
                await asyncio.sleep(0.05)

    async def on_partitions_revoked(self, _revoked: Sequence[TopicPartition]) -> None:
        """Hand nothing over: whoever writes first has the records, the other is fenced."""
        self._placed = False

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        """Take the places from PostgreSQL, however long that takes.

        The fetcher does not wait for it: what it reads before comes from Kafka's idea of the place,
        and is thrown away.
        """
        try:
            async for attempt in forever("read offsets", unless=(Stopped,)):
                with attempt:
                    await self._check_limit()  # a restart forgets no dead letters
                    await self._seek(assigned)
            self._placed = True
        except Stopped as error:
            self._stop(error)

    async def _seek(self, partitions: Sequence[TopicPartition]) -> None:
        """Read on from the places in PostgreSQL: all at once, after the last wait."""
        if not partitions or self._consumer is None:
            return
        starts = await self._consumer.beginning_offsets(partitions)
        ends = await self._consumer.end_offsets(partitions)
        places: dict[TopicPartition, int] = {}
        async with self._pool.connection() as connection:
            offsets = ConsumerOffsets(connection)
            for one in sorted(partitions):
                log_start, log_end = starts[one], ends[one]
                places[one] = await offsets.start(one.topic, one.partition, log_start, log_end)
        for partition in self._consumer.assignment() & places.keys():
            self._consumer.seek(partition, places[partition])

    async def _settle(
        self, consumer: AIOKafkaConsumer, partition: TopicPartition, records: list[ConsumerRecord]
    ) -> None:
        """Settle a partition's records in order; when fenced, read on from where the other is."""
        read = [read_record(self._subscription.catalogue, record) for record in records]
        try:
            for run in runs(read):
                await self._settle_run(run)
        except Fenced:
            metrics.CONSUMER_FENCED.labels(self._subscription.group).inc()
            await self._seek([partition])
            return
        self._tell_progress(records[-1])
        with suppress(KafkaError, TimeoutError):  # a hint for lag tools only
            async with asyncio.timeout(2.0):
                await consumer.commit({partition: records[-1].offset + 1})

    async def _settle_run(self, run: list[Delivered] | Poison) -> None:
        retries = metrics.CONSUMER_RETRIES.labels(self._subscription.group)
        final = (Fenced, Stopped, InvalidRecord)
        try:
            async for attempt in forever("handle", unless=final, tell=retries.inc):
                with attempt:
                    await (self._bury(run) if isinstance(run, Poison) else self._handle(run))
        except InvalidRecord as error:
            if isinstance(run, Poison):
                raise
            await self._settle_apart(run, str(error))

    async def _settle_apart(self, run: list[Delivered], reason: str) -> None:
        """Find the record that a handler called invalid: each by itself, so that one is buried."""
        if len(run) == 1:
            await self._settle_run(Poison.of(run[0], reason))
            return
        for delivered in run:
            await self._settle_run([delivered])

    async def _handle(self, run: list[Delivered]) -> None:
        first, last = run[0], run[-1]
        if last.offset - first.offset != len(run) - 1:
            raise Stopped(f"gap in {first.topic}/{first.partition} after {first.offset}")
        async with self._pool.connection() as connection:
            span = Span(first.topic, first.partition, first.offset, last.offset + 1)
            await ConsumerOffsets(connection).move(span)
            await self._subscription.handle(connection, run)
        self._count(first.topic, "handled", len(run))
        for delivered in run:
            self._tell(delivered)

    def _tell(self, delivered: Delivered) -> None:
        """Let whoever follows a conversation see it arrive."""
        envelope = delivered.envelope
        log.info(
            "record settled",
            group=self._subscription.group,
            topic=delivered.topic,
            partition=delivered.partition,
            offset=delivered.offset,
            event_id=envelope.id,
            event_type=envelope.type,
            correlation_id=envelope.correlation_id,
        )

    async def _bury(self, poison: Poison) -> None:
        """Dead-letter it, acknowledged, before the offset moves: it may stand there twice."""
        record, group = poison.record, self._subscription.group
        await self._publisher.publish(poison.dead_letter(group))
        async with self._pool.connection() as connection:
            span = Span(record.topic, record.partition, record.offset, record.offset + 1)
            await ConsumerOffsets(connection).move(span, dead_letter=True)
        metrics.DEAD_LETTERS.labels(record.topic, group).inc()
        self._count(record.topic, "dead-lettered", 1)
        log.error(
            "dead letter",
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            reason=poison.reason,
        )
        await self._check_limit()

    async def _check_limit(self) -> None:
        limit, topics = self._subscription.dead_letter_limit, self._subscription.topics
        async with self._pool.connection() as connection:
            count = await ConsumerOffsets(connection).most_dead_letters(topics)
        if count >= limit:
            raise TooManyDeadLetters(f"{count} dead letters in a row, the limit is {limit}")

    async def _resume_if_told(self, consumer: AIOKafkaConsumer) -> None:
        """Go on where `resume` was said; read again from the offsets that were settled."""
        if not isinstance(self._stopped, TooManyDeadLetters):
            return
        try:
            await self._check_limit()
        except TooManyDeadLetters:
            return
        await self._seek(list(consumer.assignment()))
        self._placed, self._stopped = True, None
        metrics.CONSUMER_STOPPED.labels(self._subscription.group).set(0)
        log.info("consumer resumed", group=self._subscription.group)

    def _stop(self, error: Exception) -> None:
        self._stopped = error
        metrics.CONSUMER_STOPPED.labels(self._subscription.group).set(1)
        log.error("consumer stopped", reason=str(error), group=self._subscription.group)

    def _tell_progress(self, last: ConsumerRecord) -> None:
        age = max(0.0, time.time() - last.timestamp / 1000)
        metrics.CONSUMER_LAG_SECONDS.labels(last.topic, self._subscription.group).set(age)

    def _count(self, topic: str, outcome: str, count: int) -> None:
        metrics.RECORDS_CONSUMED.labels(topic, self._subscription.group, outcome).inc(count)
