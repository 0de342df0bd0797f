"""How far every consumer group has read, as Kafka was told, and how old what it has not read is."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from common.errors import Unavailable
from common.kafka_access import reached_at
from common.log_reader import LogReader, open_log

Positions = Mapping[TopicPartition, int]


@dataclass(frozen=True, slots=True)
class Lag:
    """A group in one partition; `position` is None where Kafka knows of none.

    `position` follows what the consumer has settled: its own table moves first.
    """

    group: str
    partition: TopicPartition
    position: int | None
    end: int
    records: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Consumers:
    """The readers of these topics, by the topic's number of partitions."""

    servers: str
    readers: Sequence[tuple[str, str]]
    topics: Mapping[str, int]

    async def lags(self) -> list[Lag]:
        """Give all groups in all partitions of what they read, in order."""
        positions = await _positions(self.servers, sorted({group for group, _ in self.readers}))
        async with open_log(self.servers) as log:
            partitions = await log.existing(self.topics)
            spans = await log.spans(partitions)
            lags = [
                _lag(group, one, positions[group].get(one), spans[one])
                for group, topic in self.readers
                for one in partitions
                if one.topic == topic
            ]
            return await _with_ages(log, lags, {one: start for one, (start, _) in spans.items()})


def _lag(group: str, partition: TopicPartition, position: int | None, span: tuple[int, int]) -> Lag:
    start, end = span
    reached = start if position is None else max(start, position)
    return Lag(group, partition, position, end, max(0, end - reached), 0.0)


async def _with_ages(log: LogReader, lags: list[Lag], starts: Positions) -> list[Lag]:
    """Say how old the first record is that a group has not settled: its time is in the record."""
    now = time.time()
    found: list[Lag] = []
    for _, of_group in groupby(lags, lambda lag: lag.group):
        group = list(of_group)
        firsts = {lag.partition: lag.end - lag.records for lag in group if lag.records}
        spans = {one: (max(first, starts[one]), first + 1) for one, first in firsts.items()}
        times = await log.read(spans, lambda record: float(record.timestamp) / 1000)
        for lag in group:
            written = next(iter(times.get(lag.partition, ())), now)
            found.append(replace(lag, seconds=round(max(0.0, now - written), 1)))
    return found


async def _positions(servers: str, groups: Sequence[str]) -> dict[str, Positions]:
    """Ask Kafka how far each group has said to be; raises `Unavailable`."""
    admin = AIOKafkaAdminClient(**reached_at(servers), request_timeout_ms=5_000)
    try:
        await admin.start()
        return {group: await _of_group(admin, group) for group in groups}
    except (KafkaError, TimeoutError) as error:
        raise Unavailable(f"Kafka does not answer ({type(error).__name__}); try again.") from error
    finally:
        await admin.close()


async def _of_group(admin: AIOKafkaAdminClient, group: str) -> Positions:
    offsets = await admin.list_consumer_group_offsets(group)
    return {one: place.offset for one, place in offsets.items() if place.offset >= 0}
