"""Consumers under test: one topic, one group, any number of restarts and replicas."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from common.consumer import ExactConsumer
from common.event import Delivered
from common.postgres import Connection, Pool
from common.publisher import Publisher
from common.settling import Handle
from common.subscription import Subscription

from .support import CATALOGUE, Added, produce, producer, rows, until, working

MakeTopic = Callable[..., Awaitable[str]]
LIMIT = 3


async def count(connection: Connection, batch: Sequence[Delivered]) -> None:
    """Add to a counter: anything handled twice shows."""
    for delivered in batch:
        event = delivered.event
        assert isinstance(event, Added)
        await connection.execute("INSERT INTO seen (number) VALUES (%s)", (event.number,))


class Reader:
    """One consumer under test, with what the test needs to know of it."""

    def __init__(self, url: str, topic: str, group: str, consumer: ExactConsumer) -> None:
        self.url, self.topic, self.group, self.consumer = url, topic, group, consumer

    @property
    def dead_letter_topic(self) -> str:
        """Where its poison goes."""
        return f"{self.topic}.{self.group}.dlq"

    async def seen(self) -> list[int]:
        """What was handled, in order."""
        return [number for (number,) in await rows(self.url, "SELECT number FROM seen ORDER BY at")]

    async def until_seen(self, numbers: Sequence[int]) -> None:
        """Wait until just these were handled, in this order."""

        async def fact() -> bool:
            return await self.seen() == list(numbers)

        await until(fact)

    async def until_place(self, offset: int) -> None:
        """Wait until partition 0 is settled up to this offset."""

        async def fact() -> bool:
            found = await rows(self.url, "SELECT next_offset FROM consumer_offsets")
            return found == [(offset,)]

        await until(fact)

    async def until_not_ready(self, reason: str) -> None:
        """Wait until the consumer says why it stands still."""

        async def fact() -> bool:
            return reason in (await self.consumer.not_ready() or "")

        await until(fact)

    async def fetched(self) -> int:
        """How far Kafka's client has read partition 0, settled or not; 0 before it has any."""
        inner = self.consumer._consumer
        if inner is None:
            return 0
        return max([await inner.position(one) for one in inner.assignment()], default=0)

    async def place(self) -> int:
        """The next offset of partition 0."""
        [(place,)] = await rows(self.url, "SELECT next_offset FROM consumer_offsets")
        return int(place)


class Readers:
    """Makes consumers of one topic and group, as restarts and replicas of a service are."""

    def __init__(self, url: str, servers: str, pool: Pool, publisher: Publisher) -> None:
        self._url, self.servers, self._pool, self._publisher = url, servers, pool, publisher
        self.group, self.topic = f"group-{uuid.uuid4().hex}", ""

    @asynccontextmanager
    async def open(
        self, handle: Handle = count, together: int | None = None
    ) -> AsyncIterator[Reader]:
        """Run one, and cut it off at the end without a farewell to its work."""
        subscription = Subscription(self.group, [self.topic], CATALOGUE, handle, LIMIT, together)
        consumer = ExactConsumer(subscription, self.servers, self._pool, self._publisher)
        async with working(consumer.run()):
            yield Reader(self._url, self.topic, self.group, consumer)

    async def send(self, *numbers: int) -> None:
        """Produce good records."""
        events = [Added(to=self.topic, account="a", number=number) for number in numbers]
        await produce(self.servers, events)

    async def send_poison(self, times: int = 1, partition: int | None = None) -> None:
        """Produce records without an envelope."""
        async with producer(self.servers) as opened:
            for _ in range(times):
                await opened.send_and_wait(
                    self.topic,
                    b"\xff",
                    key=b"a",
                    headers=[("odd", b"\xfe"), ("null", None)],
                    partition=partition,
                )
