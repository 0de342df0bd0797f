"""One topic of a test's own, read as `project` reads all of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from common.consumer import ExactConsumer
from common.event import Delivered
from common.postgres import Pool
from common.publisher import open_publisher

from .database import PROJECTOR

DEADLINE = 60


class Loop:
    """One topic of a test's own, and the consumer that reads it as `project` does."""

    def __init__(self, servers: str, name: str, pool: Pool) -> None:
        self.servers, self.topic, self._pool = servers, name, pool
        self.group = f"{name}-group"
        self.dead_letter_topic = f"{name}.{self.group}.dlq"

    @asynccontextmanager
    async def running(self, limit: int = 20) -> AsyncIterator[ExactConsumer]:
        """Keep it reading."""
        reads = replace(PROJECTOR.subscription(limit), topics=[self.topic], group=self.group)
        async with open_publisher(self.servers) as publisher:
            consumer = ExactConsumer(reads, self.servers, self._pool, publisher)
            task = asyncio.create_task(consumer.run())
            try:
                yield consumer
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def append(self, *told: Delivered | bytes) -> None:
        """Append events, and bytes that are none."""
        async with AIOKafkaProducer(bootstrap_servers=self.servers, acks="all") as producer:
            for one in told:
                if isinstance(one, bytes):
                    await producer.send_and_wait(self.topic, one, key=b"k", partition=0)
                else:
                    headers = one.envelope.headers() + one.event.extra_headers()
                    await producer.send_and_wait(
                        self.topic, one.value, key=one.key.encode(), headers=headers, partition=0
                    )

    async def dead_letters(self, count: int) -> list[tuple[bytes, dict[str, bytes]]]:
        """Wait for this many dead letters."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.servers)
        partition = TopicPartition(self.dead_letter_topic, 0)
        consumer.assign([partition])
        async with consumer, asyncio.timeout(DEADLINE):
            consumer.seek(partition, 0)
            found = [await consumer.getone() for _ in range(count)]
        return [(record.value, dict(record.headers)) for record in found]

    async def settled(self, offset: int) -> None:
        """Wait until the next offset is this one."""
        async with asyncio.timeout(DEADLINE):
            while await self.place() != offset:
                await asyncio.sleep(0.05)

    async def hinted(self, offset: int) -> None:
        """Wait until Kafka has been told this offset."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.servers, group_id=self.group, enable_auto_commit=False
        )
        consumer.assign([TopicPartition(self.topic, 0)])
        async with consumer, asyncio.timeout(DEADLINE):
            while await consumer.committed(TopicPartition(self.topic, 0)) != offset:
                await asyncio.sleep(0.05)

    async def place(self) -> int | None:
        """Give the next offset as PostgreSQL has it."""
        async with self._pool.connection() as connection:
            found = await connection.execute(
                "SELECT next_offset FROM consumer_offsets WHERE topic = %s", (self.topic,)
            )
            row = await found.fetchone()
        return int(row[0]) if row else None
