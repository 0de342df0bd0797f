"""The internal port: alive without asking anyone, ready only while every need is met."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import structlog
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from common import health as module
from common.health import Health, Patient, internal_app, open_health

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


class Broker:
    """Kafka as a check sees it."""

    def __init__(self) -> None:
        self.said: str | None = "no broker"

    async def __call__(self) -> str | None:
        return self.said


async def test_a_short_absence_after_a_success_does_not_count_and_a_long_one_does() -> None:
    broker = Broker()
    briefly, long = Patient(broker, 3600), Patient(broker, 0.01)
    assert [await briefly(), await long()] == ["no broker"] * 2  # it has never answered
    broker.said = None
    assert [await briefly(), await long()] == [None] * 2

    broker.said = "no broker"

    assert await long() is None
    async with asyncio.timeout(10):
        while await long() is None:
            await asyncio.sleep(0.005)
    assert await briefly() is None


async def test_an_absence_that_has_ended_gives_the_next_one_its_whole_time() -> None:
    broker = Broker()
    broker.said = None
    check = Patient(broker, 0.01)
    await check()
    broker.said = "no broker"
    async with asyncio.timeout(10):
        while await check() is None:
            await asyncio.sleep(0.005)
    broker.said = None
    await check()

    broker.said = "no broker"

    assert await check() is None


async def test_a_check_that_hangs_is_an_absence_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHECK_SECONDS", 0.01)

    async def hanging() -> str | None:
        await asyncio.Event().wait()
        return None

    assert await Patient(hanging)() == "the check failed: TimeoutError"


async def test_an_outage_is_one_line_and_its_end_another(health: Health, client: Client) -> None:
    broker = Broker()
    health.needs("kafka", broker)

    with structlog.testing.capture_logs() as lines:
        await ready(client)  # while it starts, nothing is told
        for said in (None, "no broker", "no broker", "still none", None, None):
            broker.said = said
            await ready(client)

    assert [line["event"] for line in lines] == ["not ready", "ready again"]
    assert lines[0]["reason"] == "kafka: no broker"


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
