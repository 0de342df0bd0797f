"""Opens the listeners of all platforms and closes them."""

import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import ClientSession, web

from sandbox.stage.platform import Listener, Opened, Platform
from sandbox.stage.stage import ADDRESS, Stage

SHUTDOWN_SECONDS = 0.5  # a request that a fault delays does not hold up the end
BACKLOG = 512


@asynccontextmanager
async def serve(platforms: Iterable[Platform]) -> AsyncIterator[list[Opened]]:
    """Listen for as long as the context lasts; raises OSError where a port is taken."""
    async with AsyncExitStack() as stack:
        stage = Stage(await stack.enter_async_context(ClientSession()))
        stack.push_async_callback(stage.background.stop)
        yield [await _open(stack, stage, platform) for platform in platforms]


async def _open(stack: AsyncExitStack, stage: Stage, platform: Platform) -> Opened:
    """Bind first: a platform has to know its own addresses."""
    listeners = platform.listeners
    sockets = [stack.enter_context(_bind(listener)) for listener in listeners]
    addresses = [_address(*pair) for pair in zip(listeners, sockets, strict=True)]
    opened = platform.open(stage, addresses)
    stage.on_reset(opened.reset)
    for app, address, bound in zip(opened.applications, addresses, sockets, strict=True):
        app[ADDRESS] = address
        await _listen(stack, app, bound)
    return opened


def _bind(listener: Listener) -> socket.socket:
    return socket.create_server((listener.host, listener.port), backlog=BACKLOG)


def _address(listener: Listener, bound: socket.socket) -> str:
    return listener.url or f"http://{listener.host}:{bound.getsockname()[1]}"


async def _listen(stack: AsyncExitStack, app: web.Application, bound: socket.socket) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.SockSite(runner, bound, backlog=BACKLOG).start()
