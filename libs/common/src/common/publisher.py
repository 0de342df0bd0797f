"""A producer whose every wait is bounded, and which tells when the outcome is unknown.

aiokafka's idempotent batches never expire and can hang `stop()`
(https://github.com/aio-libs/aiokafka/issues/1101), so idempotence is off: one request in flight a
broker keeps the order, and every reader drops repeats. `lanes` tells how records share batches.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from common.errors import Unavailable
from common.kafka_access import reached_at
from common.lanes import Lanes, Outcome, Record, tell
from common.logs import get_logger
from common.retry import forever
from common.running import note_failure
from common.tracing import sending

__all__ = ["WAIT", "NotPublished", "Publisher", "Record", "open_publisher"]
log = get_logger(__name__)
WAIT = 4.0


class NotPublished(Unavailable):
    """Kafka did not acknowledge in time; the record may still arrive, so readers drop repeats."""

    kind = "not-published"


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
        self._producer: AIOKafkaProducer | None = None
        self._lanes: Lanes | None = None
        self._outages = Outages()

    async def connect(self) -> None:
        """Connect, however long it takes; until then every `publish` is refused at once."""
        async for attempt in forever("connect to Kafka", most=3.0):
            with attempt:
                producer = AIOKafkaProducer(
                    **reached_at(self._servers),
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
                self._producer, self._lanes = producer, Lanes(producer)

    async def publish(
        self, record: Record, parent: str | None = None, by: float | None = None
    ) -> None:
        """Return once every in-sync replica has it; raises `NotPublished` where it may not have it.

        `parent` is the `traceparent` to span the sending under, where it is not the running span.
        `by` is when the caller must hear, by the loop's clock; else it is in four seconds.
        """
        [error] = await self.publish_all([record], parent, by)
        if error is not None:
            raise error

    async def publish_all(
        self, records: Sequence[Record], parent: str | None = None, by: float | None = None
    ) -> list[NotPublished | None]:
        """Send records of one topic in their order; give for each why it may not have arrived.

        All of them are admitted, or none.
        """
        if not records:
            return []
        topic = records[0].topic
        with sending(topic, parent) as span:
            errors = await self._send(records, by)
            failed = next(filter(None, errors), None)
            if span is not None and failed is not None:
                note_failure(span, failed)
        for error in errors:
            if error is None:
                self._outages.succeeded(topic)
            else:
                self._outages.failed(topic, str(error))
        return errors

    async def _send(self, records: Sequence[Record], by: float | None) -> list[NotPublished | None]:
        """Admit them and wait, from then on: the time in a queue counts as well."""
        try:
            outcomes = self._add(records)
        except NotPublished as error:
            return [error] * len(records)
        loop = asyncio.get_running_loop()
        ends = loop.time() + WAIT if by is None else by
        clock = loop.call_at(ends, tell, outcomes, "TimeoutError")
        try:
            return [_error(await outcome) for outcome in outcomes]
        finally:
            clock.cancel()

    def _add(self, records: Sequence[Record]) -> list[Outcome]:
        """Admit them; they are in flight until Kafka answers, even if the caller gives up.

        While there is room for another record, all of a delivery are admitted: one with more
        records than `most` would never be taken.
        """
        if self._lanes is None:
            raise NotPublished("Kafka cannot be reached yet.")
        load, size = self._lanes.load, sum([len(record.value) for record in records])
        if load.records >= self._most or load.size + size > self._most_bytes:
            raise NotPublished("Too many records are waiting for Kafka.")
        return [self._lanes.add(record) for record in records]

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
        """Admit nothing more, and flush what is in flight, within the bound."""
        producer, lanes = self._producer, self._lanes
        self._producer = self._lanes = None
        if producer is not None and lanes is not None:
            await lanes.hand_over(WAIT)
            await _stop(producer)


def _error(reason: str | None) -> NotPublished | None:
    return NotPublished(f"Kafka did not acknowledge: {reason}.") if reason else None


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
