"""A running sandbox, a client that speaks to it, and a receiver of its webhooks."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar, web

from sandbox.server import serve
from sandbox.tiktok.platform import TikTok
from sandbox.tiktok.settings import Settings
from sandbox.tiktok.switches import Switches
from sandbox.tiktok.world import WORLD

from .support import CALLBACK, Answer, Client, Receiver, eventually


@pytest.fixture
def settings() -> Settings:
    """Free ports and one registered callback."""
    return Settings(port=0, upload_port=0, redirect_uris=(CALLBACK,))


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A webhook receiver on a free port."""
    taken = Receiver()
    app = web.Application()
    app.router.add_post("/hook", taken.take)
    app.router.add_get("/hook", taken.echo)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    taken.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield taken
    await runner.cleanup()


@pytest.fixture
async def client(settings: Settings, receiver: Receiver) -> AsyncIterator[Client]:
    """A sandbox whose posts move at once and whose failed deliveries return quickly."""
    switches = Switches(
        processing_delay=0.01,
        moderation_delay=0.01,
        retry_plan=(0.01,),
        webhook_url=receiver.url,
    )
    # the jar is told to keep cookies of an address that is no name
    session = ClientSession(cookie_jar=CookieJar(unsafe=True))
    async with serve([TikTok(settings, switches)]) as (tiktok,), session:
        yield Client(tiktok.applications[0][WORLD], session)


@pytest.fixture
def reaches(client: Client) -> Callable[[str, str], Awaitable[Answer]]:
    """Wait until a publish has a status; answers the sandbox's view of it."""

    async def wait(publish_id: str, status: str) -> Answer:
        async def holds() -> Answer | None:
            post = await client.post_of(publish_id)
            return post if post["status"] == status else None

        return dict(await eventually(holds))

    return wait


@pytest.fixture
def sha256() -> Callable[[bytes], str]:
    """The digest to compare uploads with."""
    return lambda content: hashlib.sha256(content).hexdigest()


@pytest.fixture(name="eventually")
def eventually_fixture() -> Callable[[Callable[[], Awaitable[Any]]], Awaitable[Any]]:
    """`eventually`, for test modules: they cannot import this file."""
    return eventually
