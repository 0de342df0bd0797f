"""The log as it is read anew: by partition, from one place to another, without a group."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from common.kafka_access import reached_at
from common.offsets import Stopped
from common.topic_admin import partition_counts
from crm_projector.rebuild.shares import Unit

TOGETHER = 2_000
SILENCE_SECONDS = 60.0
Records = list[ConsumerRecord]


class Log:
    """These topics of a cluster; one reader at a time."""

    def __init__(self, servers: str, consumer: AIOKafkaConsumer, topics: Sequence[str]) -> None:
        self._servers, self._consumer, self._topics = servers, consumer, topics

    async def units(self) -> list[Unit]:
        """Give all that stands in the topics now, partition by partition."""
        partitions = [
            TopicPartition(topic, number)
            for topic, count in (await partition_counts(self._servers, self._topics)).items()
            for number in range(count)
        ]
        starts = await self._consumer.beginning_offsets(partitions)
        ends = await self._consumer.end_offsets(partitions)
        return [Unit(one.topic, one.partition, starts[one], ends[one]) for one in partitions]

    async def read(self, unit: Unit) -> AsyncIterator[Records]:
        """Give a unit's records in order; raises `Stopped` where one is missing."""
        partition, place = TopicPartition(unit.topic, unit.partition), unit.first
        if place >= unit.end:
            return
        self._consumer.assign([partition])
        self._consumer.seek(partition, place)
        while place < unit.end:
            records = await self._next(partition)
            records = records[: unit.end - place]
            if records[0].offset != place or records[-1].offset != place + len(records) - 1:
                raise Stopped(f"gap in {unit.topic}/{unit.partition} after {place}")
            place += len(records)
            yield records

    async def _next(self, partition: TopicPartition) -> Records:
        deadline = asyncio.get_running_loop().time() + SILENCE_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            fetched = await self._consumer.getmany(timeout_ms=1_000, max_records=TOGETHER)
            if fetched.get(partition):
                return list(fetched[partition])
        raise Stopped(f"{partition.topic}/{partition.partition}: Kafka gives no records")


@asynccontextmanager
async def open_log(servers: str, topics: Sequence[str]) -> AsyncIterator[Log]:
    """Keep a consumer that no group knows."""
    consumer = AIOKafkaConsumer(
        **reached_at(servers),
        enable_auto_commit=False,
        auto_offset_reset="none",
        fetch_max_wait_ms=250,
    )
    await consumer.start()
    try:
        yield Log(servers, consumer, topics)
    finally:
        with suppress(KafkaError, TimeoutError):
            await asyncio.wait_for(consumer.stop(), 10)
