"""A process from start to end: what is under way is answered, and how it ended is told."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectorError, ClientSession

from common.log_queue import CAPACITY

from .support import until

CHECKOUT = Path(__file__).parents[3]
LOST = "postlog_log_lines_lost_total"


class Served:
    """A running process, and its two ports."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, internal: int) -> None:
        self.process, self.port, self.internal = process, port, internal

    async def ask(self, path: str) -> tuple[int, dict[str, Any]]:
        """Ask the internal port."""
        async with (
            ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.internal}{path}") as response,
        ):
            return response.status, await response.json()

    async def answers(self) -> bool:
        """Whether it is up."""
        try:
            return (await self.ask("/livez"))[0] == 200
        except ClientConnectorError:
            return False

    async def serves(self) -> bool:
        """Whether its public port is open, which it is after the internal one."""
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except ConnectionRefusedError:
            return False
        writer.close()
        return True

    async def metric(self, name: str) -> float:
        """Read a metric that has no labels."""
        async with (
            ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.internal}/metrics") as response,
        ):
            page = await response.text()
        [value] = [line.split()[1] for line in page.splitlines() if line.startswith(f"{name} ")]
        return float(value)

    async def end(self) -> tuple[int, list[dict[str, Any]]]:
        """Wait for its end; gives its status and its log."""
        async with asyncio.timeout(60):
            out, _ = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, [json.loads(line) for line in out.splitlines()]


@pytest.fixture
async def start(free_port: Callable[[], int]) -> AsyncIterator[Callable[..., Any]]:
    """Start a process; none is left afterwards."""
    started: list[asyncio.subprocess.Process] = []

    async def make(what: str = "wait", **environment: str) -> Served:
        port, internal = free_port(), free_port()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", f"{__package__}.served", what),
            cwd=CHECKOUT,
            env=os.environ | {"PORT": str(port), "INTERNAL_PORT": str(internal)} | environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        started.append(process)
        return Served(process, port, internal)

    yield make
    for process in started:
        if process.returncode is None:
            process.kill()
        await process.communicate()


HEAD = b"POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhell"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_request_under_way_gets_its_answer_before_the_end(
    start: Callable[..., Any], number: signal.Signals
) -> None:
    served: Served = await start()
    await until(served.serves)
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(HEAD)
    await writer.drain()
    _, second = await asyncio.open_connection("127.0.0.1", served.port)  # says nothing

    served.process.send_signal(number)

    async def refused() -> bool:
        try:
            _, late = await asyncio.open_connection("127.0.0.1", served.port)
        except ConnectionRefusedError:
            return True
        late.close()
        return False

    await until(refused)
    writer.write(b"o")
    answer = await reader.read()
    status, log = await served.end()
    writer.close()
    second.close()
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"hello")
    assert status == 0
    assert [line["event"] for line in log] == [
        "process started", "work let go", "answered", "process ended",
    ]  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_process_that_is_still_beginning_ends_at_once_and_without_an_error(
    start: Callable[..., Any], number: signal.Signals
) -> None:
    served: Served = await start("begin")
    await until(served.answers)

    served.process.send_signal(number)

    assert await served.end() == (0, [])


async def test_a_signal_at_the_beginning_hurts_nothing_that_runs_at_that_moment(
    start: Callable[..., Any],
) -> None:
    served: Served = await start("begin and end")

    assert await served.end() == (0, [])


async def test_a_request_that_never_ends_is_given_up_in_time(start: Callable[..., Any]) -> None:
    served: Served = await start(SHUTDOWN_SECONDS="0.2")
    await until(served.serves)
    _, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(HEAD)
    await writer.drain()

    served.process.send_signal(signal.SIGTERM)

    status, _ = await served.end()
    writer.close()
    assert status == 0


async def test_while_it_drains_it_is_alive_and_not_ready_and_still_serves(
    start: Callable[..., Any],
) -> None:
    served: Served = await start(DRAIN_SECONDS="3600")
    await until(served.serves)
    assert await served.ask("/readyz") == (200, {"status": "ready", "failing": {}})

    served.process.send_signal(signal.SIGTERM)

    async def draining() -> bool:
        return (await served.ask("/readyz"))[0] == 503

    await until(draining)
    assert (await served.ask("/readyz"))[1]["failing"] == {"process": "draining"}
    assert (await served.ask("/livez"))[0] == 200
    async with (
        ClientSession() as session,
        session.post(f"http://127.0.0.1:{served.port}/echo", data=b"x") as response,
    ):
        assert await response.read() == b"x"


async def test_work_that_fails_ends_the_process_and_is_told(start: Callable[..., Any]) -> None:
    served: Served = await start("fail")

    status, log = await served.end()

    assert status == 1
    assert log[-1]["event"] == "process failed"
    assert "ValueError: the work failed" in log[-1]["exception"]


async def test_a_port_that_is_taken_ends_the_process(start: Callable[..., Any]) -> None:
    first: Served = await start()
    await until(first.serves)

    second: Served = await start(PORT=str(first.port))
    status, log = await second.end()

    assert status == 1
    assert "address already in use" in log[-1]["exception"].lower()


async def test_a_trace_collector_that_does_not_answer_holds_nothing_up(
    start: Callable[..., Any],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        served: Served = await start(OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{port}")
        await until(served.serves)
        async with (
            ClientSession() as session,
            session.post(f"http://127.0.0.1:{served.port}/echo", data=b"x") as response,
        ):
            assert response.status == 200

        served.process.send_signal(signal.SIGTERM)

        status, _ = await served.end()
    assert status == 0


async def test_processes_that_share_a_port_stop_without_each_other(
    start: Callable[..., Any],
) -> None:
    first: Served = await start(REUSE_PORT="true")
    await until(first.serves)
    second: Served = await start(REUSE_PORT="true", PORT=str(first.port))
    await until(second.answers)

    first.process.send_signal(signal.SIGTERM)
    status, _ = await first.end()

    assert status == 0
    await until(first.serves)  # by the second, whose public port opens after its internal one
    async with (
        ClientSession() as session,
        session.post(f"http://127.0.0.1:{first.port}/echo", data=b"x") as response,
    ):
        assert (response.status, await response.read()) == (200, b"x")
    assert await second.answers()


@pytest.mark.parametrize("what", ["end", "vanish"])
async def test_work_that_ends_by_itself_ends_the_process_with_an_error(
    start: Callable[..., Any], what: str
) -> None:
    status, log = await (await start(what)).end()

    assert status == 1
    assert log[-1]["event"] == "process failed"
    assert "ended by itself" in log[-1]["exception"]


async def lost_lines(served: Served) -> float:
    """Wait until the process has dropped lines; gives how many."""

    async def lost() -> bool:
        return await served.serves() and await served.metric(LOST) > 0

    await until(lost)
    return await served.metric(LOST)


async def test_a_process_whose_log_nobody_reads_goes_on_and_counts_what_is_lost(
    start: Callable[..., Any],
) -> None:
    served: Served = await start("chatter")
    lost = int(await lost_lines(served))
    output = served.process.stdout
    assert output is not None
    early = [json.loads(await output.readline()) for _ in range(1 + 3 * CAPACITY - lost)]

    served.process.send_signal(signal.SIGTERM)

    status, late = await served.end()
    assert status == 0
    assert [line["event"] for line in early] == ["process started"] + ["chatter"] * (len(early) - 1)
    assert [line["event"] for line in late] == [
        "work let go", f"{lost} log lines were lost", "process ended",
    ]  # fmt: skip


async def test_a_process_whose_log_nobody_ever_reads_ends_in_time(
    start: Callable[..., Any],
) -> None:
    served: Served = await start("chatter")
    await lost_lines(served)

    served.process.send_signal(signal.SIGTERM)

    async def ended() -> bool:
        return served.process.returncode is not None

    await until(ended, 30)
    assert served.process.returncode == 0
