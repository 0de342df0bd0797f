"""The exact consumer: offsets move in the handler's own transaction, or not at all.

Kafka assigns the partitions; PostgreSQL holds the offset from which each is read. A record is
settled exactly once in effect: redelivery fails the compare-and-set, a gap stops the consumer, a
record that can never be handled goes to `<topic>.<group>.dlq`, and any other failure is tried again
in place. Partitions are settled side by side, so that one that fails does not stop the others; or,
where the subscription says so, all together in one transaction for as long as nothing fails.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError, NoOffsetForPartitionError, OffsetOutOfRangeError

from common import metrics
from common.backlog import Backlog, Backlogs
from common.hints import Hints
from common.kafka_access import reached_at
from common.logs import get_logger
from common.offsets import ConsumerOffsets, Fenced, Stopped, TooManyDeadLetters
from common.postgres import Pool
from common.publisher import Publisher
from common.retry import forever, is_cancelled
from common.settling import Settler
from common.subscription import Subscription

log = get_logger(__name__)


class ExactConsumer(ConsumerRebalanceListener):  # type: ignore[misc]
    """Reads one subscription for as long as `run` is not cancelled."""

    def __init__(
        self, subscription: Subscription, servers: str, pool: Pool, publisher: Publisher
    ) -> None:
        self._subscription, self._servers, self._pool = subscription, servers, pool
        self._settler = Settler(
            subscription.group, subscription.handle, pool, publisher, self._check_limit
        )
        self._consumer: AIOKafkaConsumer | None = None
        self._stopped: Exception | None = None
        self._placed = False
        self._backlogs = Backlogs()
        self._hints: Hints

    async def not_ready(self) -> str | None:
        """Say why nothing is consumed now, or which record fails again and again, or None."""
        if self._stopped is not None:
            return f"stopped: {self._stopped}"
        if not self._placed:
            return "no partitions are assigned yet"
        return self._backlogs.stuck()

    async def run(self) -> None:
        """Consume for ever; a lost broker is waited for, a stop waits for a person."""
        for topic in self._subscription.topics:
            gauge = metrics.CONSUMER_LAG_SECONDS.labels(topic, self._subscription.group)
            gauge.set_function(partial(self._backlogs.age, topic))  # it grows between two records
        while True:
            async for attempt in forever("consume"):
                with attempt:
                    await self._consume()

    async def _consume(self) -> None:
        consumer = AIOKafkaConsumer(
            **reached_at(self._servers),
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
            async with asyncio.TaskGroup() as group:
                self._hints = Hints(consumer, group)
                while True:
                    await self._one_round(consumer, group)
        finally:
            self._placed = False
            self._backlogs.give_up()
            with suppress(KafkaError, TimeoutError):
                await asyncio.wait_for(consumer.stop(), 10)

    async def _one_round(self, consumer: AIOKafkaConsumer, group: asyncio.TaskGroup) -> None:
        if self._stopped is not None:
            await asyncio.sleep(1.0)
            await self._resume_if_told(consumer)
        try:
            fetched = await consumer.getmany(
                timeout_ms=250, max_records=self._subscription.together
            )
        except (NoOffsetForPartitionError, OffsetOutOfRangeError) as error:
            if self._placed:
                self._stop(error)
            await asyncio.sleep(0.05)
            return
        backlogs = [Backlog(*one) for one in fetched.items()] if self._placed else []
        if backlogs and self._subscription.together and self._stopped is None:
            together = group.create_task(self._settle_together(consumer, group, backlogs))
            for backlog in backlogs:
                self._backlogs.add(backlog)
                self._backlogs.settle_in(backlog, together)
            await asyncio.wait([together])
            return
        for backlog in backlogs:
            self._begin(consumer, group, backlog)

    async def _settle_together(
        self, consumer: AIOKafkaConsumer, group: asyncio.TaskGroup, backlogs: list[Backlog]
    ) -> None:
        """Settle all backlogs in one transaction; after any failure, begin each of them alone."""
        try:
            await self._settler.settle_together(backlogs, self._subscription.catalogue)
        except Exception as error:
            if is_cancelled():
                raise asyncio.CancelledError from error
            metrics.CONSUMER_RETRIES.labels(self._subscription.group).inc()
            log.info("not settled together", group=self._subscription.group, error=repr(error))
            for backlog in backlogs:
                self._begin(consumer, group, backlog)
            return
        for backlog in backlogs:
            self._backlogs.remove(backlog)
        self._hints.give(backlogs)

    def _begin(
        self, consumer: AIOKafkaConsumer, group: asyncio.TaskGroup, backlog: Backlog
    ) -> None:
        """Settle a partition's records beside the others; no more are fetched of it meanwhile.

        A consumer that has stopped only keeps them, so that their age can be told.
        """
        consumer.pause(backlog.partition)
        self._backlogs.add(backlog)
        if self._stopped is None:
            self._backlogs.settle_in(backlog, group.create_task(self._settle(consumer, backlog)))

    async def _settle(self, consumer: AIOKafkaConsumer, backlog: Backlog) -> None:
        try:
            await self._settle_or_seek(backlog)
        except Stopped as error:
            self._stop(error)
            if not backlog.is_settled:
                return  # its age is told until somebody has looked
        if self._backlogs.remove(backlog):
            consumer.resume(backlog.partition)

    async def _settle_or_seek(self, backlog: Backlog) -> None:
        """Settle a backlog; when fenced, read on from the offset that the other replica reached."""
        partition = backlog.partition
        try:
            await self._settler.settle(backlog, self._subscription.catalogue)
        except Fenced:
            metrics.CONSUMER_FENCED.labels(self._subscription.group).inc()
            await self._seek_until_done([partition])
            return
        self._hints.give([backlog])

    async def on_partitions_revoked(self, _revoked: Sequence[TopicPartition]) -> None:
        """Stop settling, and wait for nothing: the next owner starts from PostgreSQL's offsets.

        If both settle the same records for a moment, the first that commits wins, and the
        compare-and-set of the offset fences the other.
        """
        self._placed = False
        self._backlogs.give_up()

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        """Read the offsets from PostgreSQL, however long that takes.

        The fetcher does not wait for this. What it reads before starts at the offsets that Kafka
        remembers, and is thrown away.
        """
        try:
            await self._check_limit()  # a restart forgets no dead letters
        except TooManyDeadLetters as error:
            self._stop(error)  # records are fetched all the same, for the lag gauge
        try:
            await self._seek_until_done(assigned)
        except Stopped as error:
            self._stop(error)
        else:
            self._placed = True

    async def _seek_until_done(self, partitions: Sequence[TopicPartition]) -> None:
        async for attempt in forever("read offsets", unless=(Stopped,)):
            with attempt:
                await self._seek(partitions)

    async def _seek(self, partitions: Sequence[TopicPartition]) -> None:
        """Seek to the offsets in PostgreSQL: all partitions at once, after the last wait."""
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

    async def _check_limit(self) -> None:
        limit, topics = self._subscription.dead_letter_limit, self._subscription.topics
        async for attempt in forever("count dead letters"):
            with attempt:
                async with self._pool.connection() as connection:
                    count = await ConsumerOffsets(connection).most_dead_letters(topics)
        if count >= limit:
            raise TooManyDeadLetters(f"{count} dead letters in a row, the limit is {limit}")

    async def _resume_if_told(self, consumer: AIOKafkaConsumer) -> None:
        """Go on after the `resume` command: read again from the offsets that were settled."""
        if not isinstance(self._stopped, TooManyDeadLetters):
            return
        try:
            await self._check_limit()
        except TooManyDeadLetters:
            return
        self._backlogs.give_up()
        assigned = consumer.assignment()
        await self._seek(list(assigned))
        if consumer.assignment() != assigned:
            return  # a rebalance came between: the next round tries again
        consumer.resume(*consumer.paused())
        self._placed, self._stopped = True, None
        metrics.CONSUMER_STOPPED.labels(self._subscription.group).set(0)
        log.info("consumer resumed", group=self._subscription.group)

    def _stop(self, error: Exception) -> None:
        """Stop until a person has looked; the first reason stands."""
        if self._stopped is not None:
            return
        self._stopped = error
        self._backlogs.stop()
        metrics.CONSUMER_STOPPED.labels(self._subscription.group).set(1)
        log.error("consumer stopped", reason=str(error), group=self._subscription.group)
