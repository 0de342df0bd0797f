"""Reading the log beside everybody: without a group, from given places, within bounds."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from common.errors import Unavailable
from common.kafka_access import reached_at

T = TypeVar("T")
Span = tuple[int, int]
"""From an offset up to, without, another."""
PATIENCE = 20.0  # seconds for one reading
STOP_PATIENCE = 5.0


class LogReader:
    """Reads spans of partitions; opened for one question, and closed after it."""

    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        self._consumer = consumer

    async def existing(self, topics: Mapping[str, int]) -> list[TopicPartition]:
        """Give the partitions of those topics that the cluster has, by their number of them."""
        found = await self._consumer.topics()
        return [
            TopicPartition(topic, number)
            for topic, count in topics.items()
            if topic in found
            for number in range(count)
        ]

    async def spans(self, partitions: Sequence[TopicPartition]) -> dict[TopicPartition, Span]:
        """Give where each partition begins and ends."""
        if not partitions:
            return {}
        starts = await self._consumer.beginning_offsets(partitions)
        ends = await self._consumer.end_offsets(partitions)
        return {one: (starts[one], ends[one]) for one in partitions}

    async def read(
        self, spans: Mapping[TopicPartition, Span], made: Callable[[ConsumerRecord], T]
    ) -> dict[TopicPartition, list[T]]:
        """Read these spans whole, and keep what is made of each record."""
        found: dict[TopicPartition, list[T]] = {one: [] for one in spans}
        unread = {one for one, (first, end) in spans.items() if first < end}
        if not unread:
            return found
        self._consumer.assign(list(unread))
        for one in unread:
            self._consumer.seek(one, spans[one][0])
        while unread:
            fetched = await self._consumer.getmany(*unread, timeout_ms=500)
            for one, records in fetched.items():
                found[one] += [made(record) for record in _before(spans[one][1], records)]
            unread = {one for one in unread if await self._position(one) < spans[one][1]}
        return found

    async def _position(self, partition: TopicPartition) -> int:
        return int(await self._consumer.position(partition))


def _before(end: int, records: Iterable[ConsumerRecord]) -> Iterable[ConsumerRecord]:
    return (record for record in records if record.offset < end)


@asynccontextmanager
async def open_log(servers: str, patience: float = PATIENCE) -> AsyncIterator[LogReader]:
    """Open a reader for some seconds; raises `Unavailable` where Kafka does not answer in time."""
    consumer = AIOKafkaConsumer(
        **reached_at(servers),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=100,
    )
    try:
        async with asyncio.timeout(patience):
            await consumer.start()
            yield LogReader(consumer)
    except (KafkaError, TimeoutError) as error:
        raise Unavailable(f"Kafka does not answer ({type(error).__name__}); try again.") from error
    finally:
        await _stop(consumer)


async def _stop(consumer: AIOKafkaConsumer) -> None:
    try:
        await asyncio.wait_for(consumer.stop(), STOP_PATIENCE)
    except (KafkaError, TimeoutError):
        return
