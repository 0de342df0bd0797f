"""The misbehaving server, and a client that speaks to it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from platforms.tiktok.app import TikTokApp
from platforms.tiktok.client import TikTok

from ..scripted import Platform, serving


@pytest.fixture
async def platform() -> AsyncIterator[Platform]:
    platform = Platform()
    async with serving(platform):
        yield platform


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def app(platform: Platform) -> TikTokApp:
    return TikTokApp(
        client_key="aw1",
        client_secrets=("cnry-secret",),
        api_url=platform.url,
        upload_hosts=(f"127.0.0.1:{platform.port}",),
    )


@pytest.fixture
def tiktok(session: aiohttp.ClientSession, app: TikTokApp) -> TikTok:
    return TikTok(session, app)
