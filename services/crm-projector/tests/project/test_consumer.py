"""The loop on a real Kafka: records to rows, poison to its dead letters, and the two processes."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from uuid import uuid5

import aiohttp
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from common.consumer import ExactConsumer
from common.event import NAMESPACE, Delivered
from common.offsets import resume
from common.postgres import Pool
from common.publisher import open_publisher
from common.topic_admin import create
from contracts.tiktok.events import InitAccepted
from contracts.topics import TOPICS

from ..builders import Story, connected, post, requested
from ..database import PROJECTOR, tables
from ..sessions import Signer

DEADLINE = 60


class Loop:
    """One topic of a test's own, and the consumer that reads it as `project` does."""

    def __init__(self, servers: str, name: str, pool: Pool) -> None:
        self._servers, self.topic, self._pool = servers, name, pool
        self.dead_letter_topic = f"{name}.{name}-group.dlq"

    @asynccontextmanager
    async def running(self, limit: int = 20) -> AsyncIterator[ExactConsumer]:
        """Keep it reading."""
        reads = replace(
            PROJECTOR.subscription(limit), topics=[self.topic], group=f"{self.topic}-group"
        )
        async with open_publisher(self._servers) as publisher:
            consumer = ExactConsumer(reads, self._servers, self._pool, publisher)
            task = asyncio.create_task(consumer.run())
            try:
                yield consumer
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def append(self, *told: Delivered | bytes) -> None:
        """Append events, and bytes that are none."""
        async with AIOKafkaProducer(bootstrap_servers=self._servers, acks="all") as producer:
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
        consumer = AIOKafkaConsumer(bootstrap_servers=self._servers)
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

    async def place(self) -> int | None:
        """Give the next offset as PostgreSQL has it."""
        async with self._pool.connection() as connection:
            found = await connection.execute(
                "SELECT next_offset FROM consumer_offsets WHERE topic = %s", (self.topic,)
            )
            row = await found.fetchone()
        return int(row[0]) if row else None


@pytest.fixture
async def loop(kafka_servers: str, topic: Callable[..., Awaitable[str]], pool: Pool) -> Loop:
    """A topic of one partition with its dead letters, and an empty schema."""
    made = Loop(kafka_servers, await topic(partitions=1), pool)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_servers)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(made.dead_letter_topic, 1, 1)])
    finally:
        await admin.close()
    return made


async def stopped(consumer: ExactConsumer) -> None:
    """Wait until it says that a person must look."""
    async with asyncio.timeout(DEADLINE):
        while "dead letters" not in (await consumer.not_ready() or ""):
            await asyncio.sleep(0.05)


async def test_records_become_rows_and_their_offset_moves_with_them(loop: Loop, pool: Pool) -> None:
    story = Story()
    await loop.append(story.tell(connected(), 1), story.tell(requested(), 1))

    async with loop.running():
        await loop.settled(2)

    found = await tables(pool)
    [account], [post] = found["oauth_accounts"], found["tiktok_posts"]
    assert (account["status"], account["topic"], account["offset"]) == ("CONNECTED", loop.topic, 0)
    assert (post["title"], post["topic"], post["offset"]) == ("Hello", loop.topic, 1)


async def test_poison_goes_to_the_dead_letters_and_the_rest_goes_on(loop: Loop, pool: Pool) -> None:
    story = Story()
    await loop.append(story.tell(connected(), 1), b"\xffpoison", story.tell(requested(), 1))

    async with loop.running():
        await loop.settled(3)
    [(value, headers)] = await loop.dead_letters(1)

    assert value == b"\xffpoison"
    assert headers["dlq_topic"] == loop.topic.encode()
    assert (headers["dlq_partition"], headers["dlq_offset"]) == (b"0", b"1")
    assert headers["dlq_reason"]
    assert len((await tables(pool))["tiktok_posts"]) == 1


async def test_what_no_column_takes_is_a_dead_letter_and_blocks_nothing(
    loop: Loop, pool: Pool
) -> None:
    story = Story()
    too_big = story.tell(requested(video_size=1 << 70, post_id=uuid5(NAMESPACE, "big")), 1)
    accepted = post(InitAccepted, "UPLOADING", publish_id="p1")
    same_publish_id = accepted.model_copy(update={"post_id": uuid5(NAMESPACE, "second")})
    told = [
        story.tell(requested(title="a\x00b"), 1),
        too_big,
        story.tell(accepted, 2),
        story.tell(same_publish_id, 1),
        story.tell(connected(), 1),
    ]
    await loop.append(*told)

    async with loop.running():
        await loop.settled(5)
    letters = await loop.dead_letters(2)

    found = await tables(pool)
    assert [headers["dlq_offset"] for _, headers in letters] == [b"1", b"3"]
    assert [headers["dlq_reason"] for _, headers in letters] == [
        b"cannot be stored: NumericValueOutOfRange",
        b"cannot be stored: UniqueViolation",
    ]
    assert [row["title"] for row in found["tiktok_posts"]] == ["a\ufffdb"]
    assert len(found["oauth_accounts"]) == 1


async def test_too_many_dead_letters_stop_it_until_resume_is_said(
    loop: Loop, pool: Pool, crm_url: str
) -> None:
    await loop.append(*[b"poison"] * 20, Story().tell(connected(), 1))

    async with loop.running() as consumer:
        await stopped(consumer)
        place_when_stopped = await loop.place()
        rows_when_stopped = (await tables(pool))["oauth_accounts"]
        await resume(crm_url, "crm", loop.topic)
        await loop.settled(21)

    assert (place_when_stopped, rows_when_stopped) == (20, [])
    assert len(await loop.dead_letters(20)) == 20
    assert len((await tables(pool))["oauth_accounts"]) == 1


async def test_a_stopped_consumer_is_stopped_after_a_restart(loop: Loop) -> None:
    await loop.append(b"poison", b"poison", Story().tell(connected(), 1))
    async with loop.running(limit=2) as consumer:
        await stopped(consumer)

    async with loop.running(limit=2) as consumer:
        await stopped(consumer)

    assert await loop.place() == 2


async def run(*arguments: str, **environment: str) -> asyncio.subprocess.Process:
    """Run a command of the service."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "crm_projector",
        *arguments,
        env={"PATH": os.environ["PATH"], **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def output(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    """Wait for its end; gives its exit status and what it said."""
    async with asyncio.timeout(DEADLINE):
        said, _ = await process.communicate()
    return process.returncode, said.decode()


async def ready(port: int) -> None:
    """Wait until it says that it is."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(DEADLINE):
        while True:
            with suppress(aiohttp.ClientConnectionError):
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("command", ["project", "api"])
async def test_a_process_gets_ready_and_ends_when_told(
    command: str, kafka_servers: str, crm_url: str, tmp_path: Path, free_port: Callable[[], int]
) -> None:
    await create(kafka_servers, TOPICS, 1, 1)
    keys = tmp_path / "keys.json"
    keys.write_text(Signer().key_set())
    internal = free_port()

    process = await run(
        command,
        PLATFORM_ENVIRONMENT="development",
        DATABASE_URL=crm_url,
        KAFKA_BOOTSTRAP_SERVERS=kafka_servers,
        SESSION_KEYS_FILE=str(keys),
        HOST="127.0.0.1",
        PORT="0",
        INTERNAL_PORT=str(internal),
    )
    await ready(internal)
    process.send_signal(signal.SIGTERM)
    status, said = await output(process)

    assert status == 0, said
    assert "crm-local-only" not in said


async def test_migrate_and_resume_say_what_they_did(role_url: Callable[[str], str]) -> None:
    url = role_url("crm")

    migrated = await output(await run("migrate", DATABASE_URL=url))
    resumed = await output(await run("resume", "--topic", "accounts.v1", DATABASE_URL=url))

    assert migrated == (0, "schema crm is at version 0009\n")
    assert resumed == (0, "0 partitions of accounts.v1 go on\n")
