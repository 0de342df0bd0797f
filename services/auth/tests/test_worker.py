"""The worker as a program: grants go out to Kafka, verdicts come in."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
import orjson
import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord

from common.event import Envelope, Event
from common.publisher import Record, open_publisher
from common.topic_admin import create
from contracts.accounts import AccountConnected
from contracts.topics import TOPICS

from .conftest import Connect, SignUp

AUTH = Path(sys.executable).with_name("auth")
DEADLINE_SECONDS = 60
Read = Callable[[str, str], Awaitable[ConsumerRecord]]


@pytest.fixture
async def worker(
    kafka_servers: str, auth_url: str, tmp_path: Path
) -> AsyncIterator[subprocess.Popen[bytes]]:
    """Run `auth worker` beside the API; it is given no secret but its database's address."""
    await create(kafka_servers, TOPICS, 1, 1)
    environment = {
        "PATH": os.environ["PATH"],
        "HOST": "127.0.0.1",
        "INTERNAL_PORT": "0",
        "KAFKA_BOOTSTRAP_SERVERS": kafka_servers,
        "DATABASE_URL": auth_url,
    }
    with running([AUTH, "worker"], environment, tmp_path / "log") as program:
        yield program


@contextmanager
def running(
    command: Sequence[str | Path], environment: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        program = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        yield program
    finally:
        program.terminate()
        assert program.wait(30) == 0, log.read_text()


@pytest.fixture
async def reader(kafka_servers: str) -> AsyncIterator[Read]:
    """Wait for the next record of a topic that has this key."""
    consumers = []

    async def read(topic: str, key: str) -> ConsumerRecord:
        consumer = AIOKafkaConsumer(
            topic, bootstrap_servers=kafka_servers, auto_offset_reset="earliest"
        )
        consumers.append(consumer)
        await consumer.start()
        async with asyncio.timeout(DEADLINE_SECONDS):
            async for record in consumer:
                if record.key == key.encode():
                    return record
        raise AssertionError("the topic ended")

    yield read
    for consumer in consumers:
        await consumer.stop()


async def publish(servers: str, event: Event, cause: str) -> None:
    async with open_publisher(servers) as publisher:
        await until(publisher.answers, lambda reason: reason is None)
        envelope = Envelope(
            id="connected-1",
            type=event.TYPE,
            source="/tiktok",
            subject=event.subject,
            time=datetime.now(UTC),
            sequence=1,
            causation_id=cause,
        )
        await publisher.publish(Record(event.topic, event.key, event.value(), envelope.headers()))


async def until(ask: Callable[[], Awaitable[Any]], holds: Callable[[Any], bool]) -> Any:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not holds(answer := await ask()):
        assert time.monotonic() < deadline, answer
        await asyncio.sleep(0.05)
    return answer


async def test_a_grant_goes_out_and_its_answer_is_shown(
    worker: subprocess.Popen[bytes],
    sign_up: SignUp,
    connect: Connect,
    reader: Read,
    kafka_servers: str,
) -> None:
    mara = await sign_up()
    account_id = await connect(mara.browser)
    record = await reader("grants.tiktok.v1", str(account_id))
    grant, headers = orjson.loads(record.value), dict(record.headers)

    await publish(
        kafka_servers,
        AccountConnected(
            **{name: grant[name] for name in ("provider", "account_id", "user_id", "scopes")},
            platform_user_id=grant["platform_user_id"],
            display_name=grant["display_name"],
            granted_at=grant["granted_at"],
            expires_at=grant["expires_at"],
            refresh_expires_at=grant["refresh_expires_at"],
        ),
        cause=headers["ce_id"].decode(),
    )

    async def status() -> str:
        async with mara.browser.get(f"/api/auth/accounts/{account_id}") as answer:
            return str((await answer.json())["status"])

    assert await until(status, lambda shown: shown != "CONNECTING") == "CONNECTED"


async def test_a_sign_out_reaches_the_other_services(
    worker: subprocess.Popen[bytes], sign_up: SignUp, reader: Read
) -> None:
    mara = await sign_up()
    [cookie] = list(mara.browser.cookie_jar)
    session_id = jwt.decode(cookie.value, options={"verify_signature": False})["sid"]

    await mara.browser.post("/api/auth/logout", headers=mara.csrf)

    record = await reader("sessions.v1", session_id)
    assert dict(record.headers)["ce_type"] == b"auth.SessionRevoked.v1"
