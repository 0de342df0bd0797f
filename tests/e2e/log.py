"""The event log, read raw: keys, headers and bytes as they stand in Kafka."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from waiting import until

WEBHOOKS = "webhooks.tiktok.v1"
INSTAGRAM_WEBHOOKS = "webhooks.instagram.v1"
INSTAGRAM_MEDIA = "instagram.media.v1"
TOPICS = (
    "accounts.v1",
    "grants.tiktok.v1",
    "grants.instagram.v1",
    "sessions.v1",
    "tiktok.posts.v1",
    INSTAGRAM_MEDIA,
    WEBHOOKS,
    INSTAGRAM_WEBHOOKS,
)


@dataclass(frozen=True)
class Record:
    """One record; `headers` in the order of the record."""

    topic: str
    partition: int
    offset: int
    key: bytes
    headers: tuple[tuple[str, bytes], ...]
    value: bytes

    @classmethod
    def of(cls, record: ConsumerRecord) -> "Record":
        """Take over what Kafka gave."""
        headers = tuple((name, bytes(value or b"")) for name, value in record.headers)
        key, value = bytes(record.key or b""), bytes(record.value or b"")
        return cls(record.topic, record.partition, record.offset, key, headers, value)

    def header(self, name: str) -> str:
        """Give a header's text; an empty one where it is missing."""
        return dict(self.headers).get(name, b"").decode()

    @property
    def type(self) -> str:
        """The event's type."""
        return self.header("ce_type")

    @property
    def kind(self) -> str:
        """The type without its module and version."""
        return self.type.split(".")[1]

    def json(self) -> Any:
        """Parse the value."""
        return json.loads(self.value)

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it stands."""
        return self.topic, self.partition, self.offset


class Log:
    """What has come into some topics since this log was opened."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def find(
        self, topic: str | None = None, key: str | None = None, kind: str | None = None
    ) -> list[Record]:
        """Give the records of a topic, with a key, of a type such as `PostPublished`."""
        return [
            record
            for record in self.records
            if topic in (None, record.topic)
            and (key is None or record.key == key.encode())
            and kind in (None, record.kind)
        ]

    async def wait_for(
        self, count: int, topic: str, key: str | None = None, kind: str | None = None
    ) -> list[Record]:
        """Wait for so many of the records that `find` gives."""

        async def look() -> list[Record] | None:
            found = self.find(topic, key, kind)
            return found if len(found) >= count else None

        return await until(f"{count} {kind or 'records'} on {topic}", look)


@asynccontextmanager
async def watch(servers: str, topics: Sequence[str] = TOPICS) -> AsyncIterator[Log]:
    """Collect everything that comes into these topics from now on."""
    log = Log()
    async with _consumer(servers, *topics) as consumer:
        partitions = sorted(consumer.assignment())
        await consumer.seek_to_end(*partitions)
        for partition in partitions:
            await consumer.position(partition)
        reading = asyncio.create_task(_read(consumer, log))
        try:
            yield log
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


async def everything(servers: str, *only: str) -> list[Record]:
    """Give every record of these topics; of every topic but Kafka's own where none is named."""
    topics = only or [name for name in await _topics(servers) if not name.startswith("__")]
    found: list[Record] = []
    async with _consumer(servers, *topics) as consumer:
        ends = await consumer.end_offsets(sorted(consumer.assignment()))
        await consumer.seek_to_beginning(*ends)
        while [one for one, end in ends.items() if await consumer.position(one) < end]:
            found += _records(await consumer.getmany(timeout_ms=200))
    return found


async def ends(servers: str, topics: Sequence[str] = TOPICS) -> dict[tuple[str, int], int]:
    """Give the next offset of every partition."""
    async with _consumer(servers, *topics) as consumer:
        found = await consumer.end_offsets(sorted(consumer.assignment()))
    return {(one.topic, one.partition): end for one, end in found.items()}


async def record_at(servers: str, place: tuple[str, int, int]) -> Record:
    """Give the record that stands at a place."""
    topic, partition, offset = place
    async with _consumer(servers) as consumer:
        position = TopicPartition(topic, partition)
        consumer.assign([position])
        consumer.seek(position, offset)
        return Record.of(await asyncio.wait_for(consumer.getone(), timeout=10))


async def _topics(servers: str) -> list[str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    try:
        await admin.start()
        return sorted(await admin.list_topics())
    finally:
        await admin.close()


@asynccontextmanager
async def _consumer(servers: str, *topics: str) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(
        *topics, bootstrap_servers=servers, group_id=None, auto_offset_reset="earliest"
    )
    try:
        await consumer.start()
        yield consumer
    finally:
        await consumer.stop()


async def _read(consumer: AIOKafkaConsumer, log: Log) -> None:
    while True:
        log.records += _records(await consumer.getmany(timeout_ms=500))


def _records(batches: dict[TopicPartition, list[ConsumerRecord]]) -> Iterator[Record]:
    return (Record.of(record) for batch in batches.values() for record in batch)
