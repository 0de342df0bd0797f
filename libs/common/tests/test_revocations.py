"""Sign-outs: read to their end before anyone is let in, and kept when Kafka goes."""

import asyncio
import time
import uuid

import pytest

from common import revocations as module
from common.revocations import Revocations, hash_of

from .readers import MakeTopic
from .support import broker_before, create_topic, producer, until, working

BODY = b"x" * 50_000  # so that 50 are more than one fetch gives


@pytest.fixture
async def sessions_topic(topic: MakeTopic, monkeypatch: pytest.MonkeyPatch) -> str:
    """A topic of the test's own in the place of `sessions.v1`."""
    name = await topic(partitions=1)
    monkeypatch.setattr(module, "TOPIC", name)
    return name


async def sign_out(servers: str, topic: str, *sessions: str, at: float | None = None) -> None:
    """Say that sessions have ended."""
    milliseconds = int((at or time.time()) * 1000)
    async with producer(servers) as opened:
        for session in sessions:
            await opened.send_and_wait(topic, BODY, key=session.encode(), timestamp_ms=milliseconds)


async def caught_up(revocations: Revocations) -> None:
    """Wait until the end was reached."""

    async def ready() -> bool:
        return await revocations.not_ready() is None

    await until(ready)


async def test_an_empty_topic_is_read_to_its_end(kafka_servers: str, sessions_topic: str) -> None:
    revocations = Revocations(kafka_servers)
    assert await revocations.not_ready() is not None
    async with working(revocations.run()):
        await caught_up(revocations)

    assert "s1" not in revocations


async def test_ready_means_that_every_earlier_sign_out_is_known(
    kafka_servers: str, sessions_topic: str
) -> None:
    await sign_out(kafka_servers, sessions_topic, *(f"s{n}" for n in range(50)))
    revocations = Revocations(kafka_servers)
    async with working(revocations.run()):
        await caught_up(revocations)
        assert all(f"s{n}" in revocations for n in range(50))

        await sign_out(kafka_servers, sessions_topic, "late")

        async def known() -> bool:
            return "late" in revocations

        await until(known)


async def test_a_session_whose_hash_was_told_has_ended_too(
    kafka_servers: str, sessions_topic: str
) -> None:
    await sign_out(kafka_servers, sessions_topic, hash_of("s1"))
    revocations = Revocations(kafka_servers)
    async with working(revocations.run()):
        await caught_up(revocations)

        assert "s1" in revocations
        assert "s2" not in revocations


async def test_losing_kafka_changes_nothing_and_later_sign_outs_arrive(
    kafka_servers: str, sessions_topic: str
) -> None:
    await sign_out(kafka_servers, sessions_topic, "early")
    async with broker_before(kafka_servers) as broker:
        revocations = Revocations(broker.servers)
        async with working(revocations.run()):
            await caught_up(revocations)
            await broker.stop()
            await sign_out(kafka_servers, sessions_topic, "late")
            assert await revocations.not_ready() is None
            assert "early" in revocations

            await broker.start()

            async def known() -> bool:
                return "late" in revocations

            await until(known)


async def test_what_the_topic_has_forgotten_is_forgotten(
    kafka_servers: str, sessions_topic: str
) -> None:
    await sign_out(kafka_servers, sessions_topic, "old", at=time.time() - module.DAY - 60)
    await sign_out(kafka_servers, sessions_topic, "new")
    revocations = Revocations(kafka_servers)
    async with working(revocations.run()):
        await caught_up(revocations)

        assert "old" not in revocations
        assert "new" in revocations


async def test_before_the_topic_exists_nobody_is_let_in(
    kafka_servers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"test.{uuid.uuid4().hex}"
    monkeypatch.setattr(module, "TOPIC", name)
    revocations = Revocations(kafka_servers)
    async with working(revocations.run()):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.0):
                await caught_up(revocations)

        await create_topic(kafka_servers, name)

        await caught_up(revocations)
