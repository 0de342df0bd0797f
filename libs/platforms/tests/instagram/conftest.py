"""The scripted server, and clients that speak to it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from platforms.instagram.account import Access, AccountCalls
from platforms.instagram.client import Instagram
from platforms.instagram.usage import Usage

from ..scripted import Platform, serving
from .support import USER_ID, app_of


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
def instagram(session: aiohttp.ClientSession, platform: Platform) -> Instagram:
    return Instagram(session, app_of(url=platform.url))


@pytest.fixture
def told() -> list[Usage]:
    return []


@pytest.fixture
def account(instagram: Instagram, told: list[Usage]) -> AccountCalls:
    return AccountCalls(instagram, Access(USER_ID, "EAAPage", "EAAPerson"), told.append)
