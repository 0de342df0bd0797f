"""A small process of a service's shape, to be started and stopped by the tests."""

import asyncio
import signal
import sys

from aiohttp import web

from common.health import open_health
from common.log_queue import CAPACITY
from common.logs import get_logger
from common.process import run_process, serve_until_stopped
from common.settings import Settings
from common.web import edge

log = get_logger(__name__)


async def echo(request: web.Request) -> web.Response:
    """Answer with the body, once it is there."""
    return web.Response(body=await request.read())


async def work(what: str) -> None:
    """Do nothing, fail or vanish, as the test says."""
    if what == "fail":
        raise ValueError("the work failed")
    if what == "end":
        return
    if what == "vanish":
        raise asyncio.CancelledError
    if what == "chatter":
        for number in range(3 * CAPACITY):
            log.info("chatter", reason="x" * 500, count=number)
    try:
        await asyncio.Event().wait()
    finally:
        log.info("work let go")


async def begin() -> None:
    """Wait for ever; the signal comes from outside, or while another task runs."""
    other = asyncio.create_task(raise_signal()) if sys.argv[1] == "begin and end" else None
    await asyncio.Event().wait()
    del other


async def raise_signal() -> None:
    """Be what runs at the moment of the signal."""
    signal.raise_signal(signal.SIGTERM)


async def main(settings: Settings) -> None:
    """Serve until told to stop."""
    app = web.Application(middlewares=[edge("served")])
    app.add_routes([web.post("/echo", echo)])
    async with open_health(settings.host, settings.internal_port) as health:
        if sys.argv[1].startswith("begin"):  # for ever, as one that waits for its first connection
            await begin()
        await serve_until_stopped(app, settings, health, work(sys.argv[1]))


if __name__ == "__main__":
    run_process("served", main, Settings())
