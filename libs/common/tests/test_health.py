"""The internal port: alive without asking anyone, ready only while every need is met."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from common import health as module
from common.health import Health, internal_app, open_health

Client = TestClient[Request, Application]


@pytest.fixture
def health() -> Health:
    """A process that needs nothing."""
    return Health()


@pytest.fixture
async def client(health: Health) -> AsyncIterator[Client]:
    """A client of its internal port."""
    async with TestClient(TestServer(internal_app(health))) as opened:
        yield opened


async def ready(client: Client) -> tuple[int, dict[str, str]]:
    """Ask whether it is ready."""
    response = await client.get("/readyz")
    return response.status, (await response.json())["failing"]


async def fine() -> str | None:
    """A need that is met."""
    return None


async def test_it_is_ready_when_every_need_is_met(health: Health, client: Client) -> None:
    assert await ready(client) == (200, {})

    health.needs("kafka", fine)

    assert await ready(client) == (200, {})


async def test_each_need_that_is_not_met_says_why(
    health: Health, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHECK_SECONDS", 0.05)

    async def missing() -> str | None:
        return "no broker"

    async def failing() -> str | None:
        raise ConnectionError("host=db password=hunter2")

    async def hanging() -> str | None:
        await asyncio.Event().wait()
        return None

    health.needs("fine", fine)
    health.needs("kafka", missing)
    health.needs("postgresql", failing)
    health.needs("sign-outs", hanging)

    assert await ready(client) == (
        503,
        {
            "kafka": "no broker",
            "postgresql": "the check failed: ConnectionError",
            "sign-outs": "the check failed: TimeoutError",
        },
    )


async def test_draining_is_not_ready_whatever_else_holds(health: Health, client: Client) -> None:
    health.needs("kafka", fine)
    health.draining = True

    assert await ready(client) == (503, {"process": "draining"})


async def test_being_alive_asks_nobody(health: Health, client: Client) -> None:
    asked: list[None] = []

    async def asking() -> str | None:
        asked.append(None)
        return "down"

    health.needs("kafka", asking)
    health.draining = True

    response = await client.get("/livez")

    assert (response.status, await response.json()) == (200, {"status": "alive"})
    assert asked == []


async def test_metrics_are_in_prometheus_format(client: Client) -> None:
    response = await client.get("/metrics")

    assert response.headers["Content-Type"].startswith("text/plain; version=")
    assert "# TYPE postlog_publishes_in_flight gauge" in await response.text()


async def test_the_port_is_open_for_as_long_as_the_process_works(
    unused_tcp_port: int,
) -> None:
    async with open_health("127.0.0.1", unused_tcp_port):
        _, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
        writer.close()
        await writer.wait_closed()

    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", unused_tcp_port)
