"""A running sandbox, a client that speaks to it, and a receiver of its webhooks."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web

from sandbox.instagram.platform import Instagram
from sandbox.instagram.settings import Settings
from sandbox.instagram.switches import Switches
from sandbox.instagram.world import WORLD
from sandbox.server import serve

from .support import CALLBACK, VERSIONS, Client, Receiver


@pytest.fixture
def settings() -> Settings:
    """Free ports and one registered callback."""
    return Settings(port=0, login_port=0, redirect_uris=(CALLBACK,))


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A webhook receiver on a free port."""
    taken = Receiver()
    app = web.Application()
    app.router.add_post("/hook", taken.take)
    app.router.add_get("/hook", taken.verify)
    app.router.add_post("/signed", taken.call_back)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    taken.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield taken
    await runner.cleanup()


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """Every rule holds at each version that Postlog is tested with."""
    return str(request.param)


@pytest.fixture
async def client(settings: Settings, version: str) -> AsyncIterator[Client]:
    """A sandbox whose containers are ready soon and whose failed deliveries return quickly."""
    switches = Switches(image_delay=0, video_delay=0, retry_plan=(0.01,), app_calls_per_user=0)
    async with serve([Instagram(settings, switches)]) as (instagram,), ClientSession() as session:
        yield Client(instagram.applications[0][WORLD], session, version)
