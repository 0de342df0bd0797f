"""No broker, no 200; and the process lives on."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from common.publisher import NotPublished, Publisher, Record, open_publisher
from contracts.webhooks import WebhookReceived
from webhook_ingest.app import create_app
from webhook_ingest.settings import Settings

from .conftest import Client, Log, counted, delivery, settings_of, signature, wait_until_it_answers

URL = "/api/webhooks/tiktok"
WITHIN = 5.0
FreePort = Callable[[], int]


@pytest.fixture
async def client_without_broker(free_port: FreePort) -> AsyncIterator[Client]:
    async with open_publisher(f"127.0.0.1:{free_port()}") as publisher:
        app = create_app(settings_of(), publisher)
        async with TestClient(TestServer(app)) as client:
            yield client


async def test_without_a_broker_a_delivery_is_503_in_time(client_without_broker: Client) -> None:
    headers = {"TikTok-Signature": signature(delivery())}
    began = time.monotonic()

    response = await client_without_broker.post(URL, data=delivery(), headers=headers)

    assert response.status == 503
    assert response.headers["Retry-After"] == "5"
    assert (await response.json())["type"] == "/problems/not-published"
    assert time.monotonic() - began < WITHIN


async def test_without_a_broker_a_bad_signature_is_still_401(client_without_broker: Client) -> None:
    response = await client_without_broker.post(URL, data=delivery())

    assert response.status == 401


class Refusing(Publisher):
    """Kafka says no to every record."""

    async def publish_all(
        self, records: Sequence[Record], parent: str | None = None, by: float | None = None
    ) -> list[NotPublished | None]:
        return [NotPublished("Kafka did not acknowledge.")] * len(records)


@pytest.mark.parametrize(
    ("body", "verdict"), [(delivery(), "verified"), (b"not json", "unparseable")]
)
async def test_no_webhook_is_200_or_counted_when_the_publish_fails(
    body: bytes, verdict: str
) -> None:
    before = counted("tiktok", verdict)
    app = create_app(settings_of(), Refusing("unused"))

    async with TestClient(TestServer(app)) as client:
        headers = {"TikTok-Signature": signature(body)}
        response = await client.post(URL, data=body, headers=headers)

    assert response.status == 503
    assert counted("tiktok", verdict) == before


async def test_a_topic_that_does_not_exist_is_503_in_time(
    kafka_servers: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WebhookReceived, "topic", property(lambda _: "webhooks.missing.v1"))
    async with open_publisher(kafka_servers) as publisher:
        await wait_until_it_answers(publisher)
        async with TestClient(TestServer(create_app(settings_of(), publisher))) as client:
            began = time.monotonic()
            headers = {"TikTok-Signature": signature(delivery())}
            response = await client.post(URL, data=delivery(), headers=headers)

    assert response.status == 503
    assert time.monotonic() - began < WITHIN


class Process:
    """The service as it is run."""

    def __init__(self, servers: str, port: int, internal: int) -> None:
        self.port, self.internal = port, internal
        self._environment = {
            "PATH": os.environ["PATH"],
            "PLATFORM_ENVIRONMENT": "production",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "INTERNAL_PORT": str(self.internal),
            "KAFKA_BOOTSTRAP_SERVERS": servers,
            "TIKTOK_CLIENT_KEY": "awtest",
        }

    async def start(self, **environment: str) -> asyncio.subprocess.Process:
        """Start it with these settings beside the usual ones."""
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "webhook_ingest",
            env={**self._environment, **environment},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def status(self, path: str) -> int:
        """Ask the internal port, for as long as nothing listens there yet."""
        async with aiohttp.ClientSession() as session, asyncio.timeout(30):
            while True:
                try:
                    async with session.get(f"http://127.0.0.1:{self.internal}{path}") as answer:
                        return answer.status
                except aiohttp.ClientConnectorError:
                    await asyncio.sleep(0.05)


async def stop(process: asyncio.subprocess.Process) -> tuple[int, str]:
    """Stop it politely; gives its exit status and what it said."""
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(30):
        output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


@pytest.fixture
def service_at(free_port: FreePort) -> Callable[[str], Process]:
    return lambda servers: Process(servers, free_port(), free_port())


async def test_it_starts_lives_and_ends_without_a_broker(
    tmp_path: Path, free_port: FreePort, service_at: Callable[[str], Process]
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from-a-file\n")
    service = service_at(f"127.0.0.1:{free_port()}")

    process = await service.start(TIKTOK_CLIENT_SECRET_FILE=str(secret))
    alive, ready = await service.status("/livez"), await service.status("/readyz")
    status, output = await stop(process)

    assert (alive, ready, status) == (200, 503, 0)
    assert "from-a-file" not in output


async def test_it_is_ready_with_a_broker_and_takes_a_delivery(
    kafka_servers: str, log: Log, service_at: Callable[[str], Process]
) -> None:
    service = service_at(kafka_servers)
    process = await service.start(TIKTOK_CLIENT_SECRET="a,b")
    async with asyncio.timeout(30):
        while await service.status("/readyz") != 200:
            await asyncio.sleep(0.05)

    async with aiohttp.ClientSession() as session:
        headers = {"TikTok-Signature": signature(delivery(), "b")}
        url = f"http://127.0.0.1:{service.port}{URL}"
        async with session.post(url, data=delivery(), headers=headers) as response:
            answered = response.status
    status, _ = await stop(process)

    assert (answered, status) == (200, 0)
    assert len(await log.records()) == 1


async def post_until_it_is_gone(url: str, statuses: list[int], enough: asyncio.Event) -> None:
    """Post over one kept connection until nobody takes it any more."""
    async with aiohttp.ClientSession() as session:
        with contextlib.suppress(aiohttp.ClientConnectionError):
            while True:
                headers = {"TikTok-Signature": signature(delivery(), "a")}
                async with session.post(url, data=delivery(), headers=headers) as response:
                    statuses.append(response.status)
                if len(statuses) > 200:
                    enough.set()


async def test_a_stop_under_load_fails_no_delivery(
    kafka_servers: str, log: Log, service_at: Callable[[str], Process]
) -> None:
    service = service_at(kafka_servers)
    process = await service.start(TIKTOK_CLIENT_SECRET="a")
    async with asyncio.timeout(30):
        while await service.status("/readyz") != 200:
            await asyncio.sleep(0.05)
    url, statuses, enough = f"http://127.0.0.1:{service.port}{URL}", list[int](), asyncio.Event()

    async with asyncio.TaskGroup() as group:
        for _ in range(16):
            group.create_task(post_until_it_is_gone(url, statuses, enough))
        await enough.wait()
        status, _ = await stop(process)

    assert status == 0
    assert set(statuses) == {200}
    assert len(await log.records()) >= len(statuses)


async def test_production_does_not_start_without_a_secret(
    service_at: Callable[[str], Process],
) -> None:
    process = await service_at("127.0.0.1:1").start()

    async with asyncio.timeout(30):
        output, _ = await process.communicate()

    assert process.returncode != 0
    assert b"TIKTOK_CLIENT_SECRET" in output


@pytest.mark.parametrize("secret", ["", " ", ",", " , "])
def test_an_empty_list_of_secrets_is_none(secret: str) -> None:
    with pytest.raises(ValueError, match="TIKTOK_CLIENT_SECRET"):
        settings_of(platform_environment="production", tiktok_client_secret=secret)


def test_settings_show_no_secret() -> None:
    settings: Settings = settings_of()

    assert "the-new-secret" not in repr(settings)
