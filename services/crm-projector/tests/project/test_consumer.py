"""The loop on a real Kafka: records to rows, poison to its dead letters, and the two processes."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid5

import aiohttp
import pytest

from common.consumer import ExactConsumer
from common.event import NAMESPACE
from common.offsets import resume
from common.postgres import Pool
from common.topic_admin import create
from contracts.tiktok.events import InitAccepted
from contracts.topics import TOPICS

from ..builders import Story, connected, post, requested
from ..database import tables
from ..loop import DEADLINE, Loop
from ..processes import output, run
from ..sessions import Signer


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

    assert migrated == (0, "schema crm is at version 0011\n")
    assert resumed == (0, "0 partitions of accounts.v1 go on\n")
