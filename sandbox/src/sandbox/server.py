"""Opens both listeners and closes them."""

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import ClientSession, web

from sandbox.app import create_api, create_upload_host
from sandbox.settings import Settings
from sandbox.switches import Switches
from sandbox.world import Addresses, World

SHUTDOWN_SECONDS = 0.5  # a request that a fault delays does not hold up the end
BACKLOG = 512


@asynccontextmanager
async def serve(settings: Settings, switches: Switches) -> AsyncIterator[World]:
    """Listen for as long as the context lasts; port 0 takes a free one."""
    async with AsyncExitStack() as stack:
        api_socket = stack.enter_context(_bind(settings.host, settings.port))
        upload_socket = stack.enter_context(_bind(settings.host, settings.upload_port))
        addresses = Addresses(
            public=settings.public_url or _address_of(settings.host, api_socket),
            upload=settings.upload_url or _address_of(settings.host, upload_socket),
        )
        session = await stack.enter_async_context(ClientSession())
        world = World(settings, switches, addresses, session)
        stack.push_async_callback(world.background.stop)
        await _listen(stack, create_api(world), api_socket)
        await _listen(stack, create_upload_host(world), upload_socket)
        yield world


def _bind(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), backlog=BACKLOG)


def _address_of(host: str, bound: socket.socket) -> str:
    return f"http://{host}:{bound.getsockname()[1]}"


async def _listen(stack: AsyncExitStack, app: web.Application, bound: socket.socket) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.SockSite(runner, bound, backlog=BACKLOG).start()
