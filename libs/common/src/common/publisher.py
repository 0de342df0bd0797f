"""A producer whose every wait is bounded, and which tells when the outcome is unknown.

aiokafka's idempotent batches never expire and can hang `stop()`
(https://github.com/aio-libs/aiokafka/issues/1101), so idempotence is off: one request in flight a
broker keeps the order, and every reader drops repeats.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from common import metrics
from common.errors import Unavailable
from common.event import Headers
from common.logs import get_logger
from common.retry import forever
from common.tracing import sending

log = get_logger(__name__)
WAIT = 4.0


class NotPublished(Unavailable):
    """Kafka did not acknowledge in time; the record may still arrive, so readers drop repeats."""

    kind = "not-published"


@dataclass(frozen=True, slots=True)
class Record:
    """What goes to Kafka."""

    topic: str
    key: str
    value: bytes
    headers: Headers


class Outages:
    """Writes one line when a topic's records are refused, and one when they are taken again."""

    def __init__(self) -> None:
        self._refused: Counter[str] = Counter()

    def failed(self, topic: str, reason: str) -> None:
        """Count a record that was not published; the first of an outage is told."""
        if not self._refused[topic]:
            log.error("records are not published", topic=topic, reason=reason)
        self._refused[topic] += 1

    def succeeded(self, topic: str) -> None:
        """End the topic's outage, if there is one, and tell how many records it refused."""
        if refused := self._refused.pop(topic, 0):
            log.warning("records are published again", topic=topic, count=refused)


class Publisher:
    """Sends with `acks=all`.

    It refuses a record while `most` records, or values of `most_bytes` bytes in all, are in flight:
    a broker that hangs must not fill the memory.
    """

    def __init__(self, servers: str, most: int = 2_000, most_bytes: int = 32 << 20) -> None:
        self._servers = servers
        self._most, self._most_bytes = most, most_bytes
        self._in_flight = self._bytes_in_flight = 0
        self._producer: AIOKafkaProducer | None = None
        self._outages = Outages()

    async def connect(self) -> None:
        """Connect, however long it takes; until then every `publish` is refused at once."""
        async for attempt in forever("connect to Kafka", most=3.0):
            with attempt:
                producer = AIOKafkaProducer(
                    bootstrap_servers=self._servers,
                    acks="all",
                    enable_idempotence=False,
                    request_timeout_ms=3_000,
                    retry_backoff_ms=100,
                    metadata_max_age_ms=60_000,
                    max_batch_size=524_288,
                    linger_ms=0,
                )
                try:
                    await asyncio.wait_for(producer.start(), WAIT * 2)
                except BaseException:
                    await _stop(producer)
                    raise
                self._producer = producer

    async def publish(self, record: Record, parent: str | None = None) -> None:
        """Return once every in-sync replica has it; raises `NotPublished` within four seconds.

        `parent` is the `traceparent` to span the sending under, where it is not the running span.
        """
        try:
            await self._publish(record, parent)
        except NotPublished as error:
            self._outages.failed(record.topic, str(error))
            raise
        self._outages.succeeded(record.topic)

    async def _publish(self, record: Record, parent: str | None) -> None:
        producer, size = self._producer, len(record.value)
        if producer is None:
            raise NotPublished("Kafka cannot be reached yet.")
        if self._in_flight >= self._most or self._bytes_in_flight + size > self._most_bytes:
            raise NotPublished("Too many records are waiting for Kafka.")
        with sending(record.topic, parent):
            try:
                async with asyncio.timeout(WAIT):
                    await asyncio.shield(self._send(producer, record, size))
            except (KafkaError, TimeoutError) as error:
                metrics.RECORDS_PUBLISHED.labels(record.topic, "failed").inc()
                reason = f"Kafka did not acknowledge: {type(error).__name__}."
                raise NotPublished(reason) from error
        metrics.RECORDS_PUBLISHED.labels(record.topic, "acknowledged").inc()

    def _send(
        self, producer: AIOKafkaProducer, record: Record, size: int
    ) -> "asyncio.Task[object]":
        """Begin to send; it is in flight until Kafka answers, even if the caller gives up."""

        async def send() -> object:
            try:
                return await producer.send_and_wait(
                    record.topic, record.value, key=record.key.encode(), headers=record.headers
                )
            finally:
                self._in_flight -= 1
                self._bytes_in_flight -= size
                metrics.PUBLISHES_IN_FLIGHT.set(self._in_flight)

        self._in_flight += 1
        self._bytes_in_flight += size
        metrics.PUBLISHES_IN_FLIGHT.set(self._in_flight)
        task = asyncio.create_task(send())
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return task

    async def answers(self) -> str | None:
        """Say why Kafka cannot be used now, or None: it is asked, and has three seconds."""
        if self._producer is None:
            return "Kafka cannot be reached yet"
        try:
            async with asyncio.timeout(3.0):
                await self._producer.client.fetch_all_metadata()
        except (KafkaError, TimeoutError) as error:
            return f"Kafka does not answer: {type(error).__name__}"
        return None

    async def close(self) -> None:
        """Flush what is in flight, within the bound."""
        if self._producer is not None:
            await _stop(self._producer)
            self._producer = None


async def _stop(producer: AIOKafkaProducer) -> None:
    with suppress(KafkaError, TimeoutError):
        await asyncio.wait_for(producer.stop(), WAIT)


@asynccontextmanager
async def open_publisher(servers: str) -> AsyncIterator[Publisher]:
    """Keep a publisher that connects in the background: its service lives without a broker."""
    publisher = Publisher(servers)
    connecting = asyncio.create_task(publisher.connect())
    try:
        yield publisher
    finally:
        connecting.cancel()
        with suppress(asyncio.CancelledError):
            await connecting
        await publisher.close()
