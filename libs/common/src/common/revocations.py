"""Sessions that ended early: `sessions.v1`, read whole, without a group, by every API process."""

import asyncio
import hashlib
import time
from contextlib import suppress

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from common.kafka_access import reached_at
from common.retry import forever

TOPIC = "sessions.v1"  # one partition; a record's key is the id of a session, or that id's hash
DAY = 86_400.0


def hash_of(session_id: str) -> str:
    """Give what `auth` knows of a session whose token it does not see: its id is not stored."""
    return hashlib.sha256(session_id.encode(errors="surrogatepass")).hexdigest()


class Revocations:
    """The ids and hashes read so far; the topic forgets after a day, a token lives ten minutes."""

    def __init__(self, servers: str) -> None:
        self._servers = servers
        self._revoked: dict[str, int] = {}
        self._caught_up = False

    def __contains__(self, session_id: str) -> bool:
        return session_id in self._revoked or hash_of(session_id) in self._revoked

    async def not_ready(self) -> str | None:
        """Not ready before the topic's end was reached once; losing Kafka later changes nothing."""
        return None if self._caught_up else "sign-outs have not been read to their end yet"

    def _remember(self, records: list[ConsumerRecord]) -> None:
        for record in records:
            self._revoked.setdefault((record.key or b"").decode(errors="replace"), record.timestamp)
        self._forget((time.time() - DAY) * 1000)

    def _forget(self, before: float) -> None:
        """Let go of what the topic forgets too, oldest first: memory stays bounded."""
        while self._revoked and next(iter(self._revoked.values())) < before:
            del self._revoked[next(iter(self._revoked))]

    async def run(self) -> None:
        """Read for ever."""
        while True:
            async for attempt in forever("read sign-outs", most=3.0):
                with attempt:
                    await self._read()

    async def _read(self) -> None:
        consumer = AIOKafkaConsumer(
            **reached_at(self._servers),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=250,
        )
        partition = TopicPartition(TOPIC, 0)
        consumer.assign([partition])
        try:
            await consumer.start()
            await consumer.seek_to_beginning(partition)
            end = (await consumer.end_offsets([partition]))[partition]
            while True:
                for records in (await consumer.getmany(timeout_ms=500)).values():
                    self._remember(records)
                if await consumer.position(partition) >= end:
                    self._caught_up = True
        finally:
            with suppress(KafkaError, TimeoutError):
                await asyncio.wait_for(consumer.stop(), 5)
