"""One process from start to a graceful end: logging, tracing, signals, drain."""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

import uvloop
from aiohttp import web

from common.health import Health
from common.logs import configure_logging, get_logger
from common.retry import is_cancelled
from common.settings import Settings
from common.tracing import configure_tracing

log = get_logger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
S = TypeVar("S", bound=Settings)
STOPS = (signal.SIGTERM, signal.SIGINT)


def run_process(name: str, main: Callable[[S], Coroutine[Any, Any, None]], settings: S) -> None:
    """Run `main` on uvloop; an unexpected end is logged and leaves a non-zero exit status."""
    configure_logging(name, settings.log_level)
    configure_tracing(name, settings.otel_exporter_otlp_endpoint, settings.otel_traces_sampler_arg)
    spare_collections(settings.gc_threshold)
    for number in STOPS:
        signal.signal(number, _end_at_once)
    try:
        uvloop.run(_begin(main(settings)))
    except asyncio.CancelledError:
        return
    except Exception:
        log.exception("process failed")
        raise SystemExit(1) from None
    log.info("process ended")


def _end_at_once(*_: object) -> NoReturn:
    """End a process that has no event loop yet: nothing is open."""
    raise SystemExit(0)


async def _begin(main: Coroutine[Any, Any, None]) -> None:
    """Run `main`; until it asks for the `stop_signal`, a signal cancels it: nothing is under way.

    An exception raised by the signal's handler would hit whatever runs at that moment.
    """
    begun = asyncio.ensure_future(main)
    _on_signal(begun.cancel)
    await begun


def _on_signal(do: Callable[[], object]) -> None:
    loop = asyncio.get_running_loop()
    for number in STOPS:
        loop.add_signal_handler(number, do)


def spare_collections(threshold: int) -> None:
    """Look for cyclic garbage rarely, and never again among what the imports have made.

    A full collection walks over every object: some 20 ms, in which no request is answered.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(threshold)


def stop_signal() -> asyncio.Event:
    """Give an event that SIGTERM or SIGINT sets."""
    stop = asyncio.Event()
    _on_signal(stop.set)
    return stop


async def work_until_stopped(
    settings: Settings, health: Health, *work: Coroutine[Any, Any, None]
) -> None:
    """Run endless work side by side until a signal; if one piece fails, all end with its error."""
    stop = stop_signal()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_endless(piece)) for piece in work]
        log.info("process started")
        await stop.wait()
        health.draining = True
        await asyncio.sleep(settings.drain_seconds)
        for task in tasks:
            task.cancel()


async def _endless(piece: Coroutine[Any, Any, None]) -> None:
    """Fail where work ends by itself: a task group takes no notice of a child that was cancelled,
    and the process would go on without it."""
    try:
        await piece
    except asyncio.CancelledError:
        if is_cancelled():
            raise
    raise RuntimeError(f"{piece} ended by itself")


class UnderWay:
    """The requests being answered now: aiohttp reads nothing more once it shuts down.

    https://github.com/aio-libs/aiohttp/blob/v3.14.5/aiohttp/web_protocol.py (`data_received`)
    """

    def __init__(self, app: web.Application) -> None:
        self._requests = 0
        self._stopping = False
        self._none = asyncio.Event()
        self._none.set()
        app.middlewares.insert(0, self._count)

    @web.middleware
    async def _count(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self._requests += 1
        self._none.clear()
        try:
            response = await handler(request)
        finally:
            self._requests -= 1
            if not self._requests:
                self._none.set()
        if self._stopping and not response.prepared:
            response.force_close()
        return response

    async def end(self, seconds: float) -> None:
        """Wait until all are answered, and no longer; a kept connection brings no more of them."""
        self._stopping = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._none.wait()


async def serve_until_stopped(
    app: web.Application, settings: Settings, health: Health, *work: Coroutine[Any, Any, None]
) -> None:
    """Serve HTTP, and do the work beside it; on a signal finish what is under way, then end."""
    under_way = UnderWay(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    try:
        await runner.setup()
        await _site(runner, settings).start()
        await work_until_stopped(settings, health, *work)
        for site in list(runner.sites):
            await site.stop()
        await under_way.end(settings.shutdown_seconds)
    finally:
        await runner.cleanup()
        for piece in work:
            piece.close()  # one that was never begun


def _site(runner: web.AppRunner, settings: Settings) -> web.TCPSite:
    shared = settings.reuse_port or None
    return web.TCPSite(runner, settings.host, settings.port, backlog=1024, reuse_port=shared)
