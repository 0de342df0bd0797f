"""One process from start to a graceful end: logging, tracing, signals, drain."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import uvloop
from aiohttp import web

from common.health import Health
from common.logs import configure_logging, get_logger
from common.settings import Settings
from common.tracing import configure_tracing

log = get_logger(__name__)
S = TypeVar("S", bound=Settings)


def run_process(name: str, main: Callable[[S], Coroutine[Any, Any, None]], settings: S) -> None:
    """Run `main` on uvloop; an unexpected end is logged and leaves a non-zero exit status."""
    configure_logging(name)
    configure_tracing(name, settings.otel_exporter_otlp_endpoint)
    try:
        uvloop.run(main(settings))
    except Exception:
        log.exception("process failed")
        raise SystemExit(1) from None
    log.info("process ended")


def stop_signal() -> asyncio.Event:
    """Give an event that SIGTERM or SIGINT sets."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def work_until_stopped(
    settings: Settings, health: Health, *work: Coroutine[Any, Any, None]
) -> None:
    """Run endless work side by side until a signal; if one piece fails, all end with its error."""
    stop = stop_signal()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(piece) for piece in work]
        log.info("process started")
        await stop.wait()
        health.draining = True
        await asyncio.sleep(settings.drain_seconds)
        for task in tasks:
            task.cancel()


async def serve_until_stopped(
    app: web.Application, settings: Settings, health: Health, *work: Coroutine[Any, Any, None]
) -> None:
    """Serve HTTP, and do the work beside it; on a signal finish what is under way, then end."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=settings.shutdown_seconds)
    try:
        await runner.setup()
        await web.TCPSite(runner, settings.host, settings.port, backlog=1024).start()
        await work_until_stopped(settings, health, *work)
    finally:
        await runner.cleanup()
