"""Answers that lead elsewhere, do not end or lie: none costs more than one typed error."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web

from platforms.errors import OutcomeUnknown, PlatformDown
from platforms.instagram.account import Access, AccountCalls
from platforms.instagram.client import Instagram
from platforms.instagram.containers import Upload
from platforms.protocol import Content

from ..scripted import Handler, Platform, endless, hang, serving, truncated
from .support import USER_ID, app_of


async def dripping(request: web.Request) -> web.StreamResponse:
    """Send a blank now and then, for ever."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.01)


def moved_to(address: str) -> Handler:
    """Lead elsewhere."""

    async def handler(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=307, headers={"Location": address})

    return handler


@pytest.fixture
async def elsewhere() -> AsyncIterator[Platform]:
    """A host that must not be asked anything."""
    other = Platform()
    other.script = [truncated]
    async with serving(other):
        yield other


@pytest.fixture
def hasty(session: aiohttp.ClientSession, platform: Platform) -> AccountCalls:
    """Calls that are soon out of patience."""
    app = replace(app_of(url=platform.url), call_timeout=0.5, upload_timeout=0.5)
    access = Access(USER_ID, "EAAPage", "EAAPerson")
    return AccountCalls(Instagram(session, app), access, lambda usage: None)


async def test_s26_no_call_follows_a_redirect(
    hasty: AccountCalls, platform: Platform, elsewhere: Platform
) -> None:
    platform.script = [moved_to(f"{elsewhere.url}/v26.0/me")]

    with pytest.raises(PlatformDown):
        await hasty.profile()
    with pytest.raises(OutcomeUnknown):
        await hasty.publish("17")
    with pytest.raises(OutcomeUnknown):
        await hasty.send_bytes(Upload("17", f"{platform.url}/ig-api-upload/v26.0/17"), 0, film())

    assert elsewhere.requests == []


@pytest.mark.parametrize("answer", [endless, hang, dripping, truncated])
async def test_s28_an_answer_that_does_not_end_or_lies_is_cut(
    hasty: AccountCalls, platform: Platform, answer: Handler
) -> None:
    platform.script = [answer]

    with pytest.raises(PlatformDown):
        await asyncio.wait_for(hasty.profile(), 20)
    with pytest.raises(OutcomeUnknown):
        await asyncio.wait_for(hasty.publish("17"), 20)


def film() -> Content:
    """A video of four bytes."""

    async def blocks() -> AsyncIterator[bytes]:
        yield b"film"

    return Content(4, blocks)
