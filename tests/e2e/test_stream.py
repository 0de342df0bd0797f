"""The live stream of changes, read through the gateway as a page reads it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest
from browser import Browser, sign_up
from connecting import connect_new
from control import Json
from journey import visit
from running import Stack
from told import Stranger
from waiting import require

pytestmark = pytest.mark.asyncio(loop_scope="session")
STREAM = "/api/crm/stream"
DEADLINE = 30
RESET: tuple[str, Json] = ("reset", {})


@dataclass
class Listener:
    """What `EventSource` does with the bytes."""

    response: aiohttp.ClientResponse
    last_id: str = ""

    async def next(self) -> tuple[str, Json] | None:
        """Give the next event, or None where the stream has ended."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(DEADLINE):
            while line := (await self.response.content.readline()).decode():
                name, _, value = line.rstrip("\n").partition(": ")
                fields[name] = value
                if line == "\n":
                    self.last_id = fields.get("id", self.last_id)
                    if fields.get("event", "alive") != "alive":
                        return fields["event"], json.loads(fields["data"])
                    fields = {}
        return None

    async def first_change(self) -> Json:
        """Give the first change; nothing else may come before."""
        event = await self.next()
        require(event is not None and event[0] == "change", f"a change, not {event}")
        return event[1] if event else {}


@asynccontextmanager
async def listening(browser: Browser, last_id: str = "") -> AsyncIterator[Listener]:
    """Keep a stream open in this browser's session."""
    headers = {"Last-Event-ID": last_id} if last_id else {}
    async with (
        aiohttp.ClientSession(cookies=browser.cookies()) as session,
        session.get(f"{browser.gateway}{STREAM}", headers=headers) as response,
    ):
        require(response.status == 200, f"the stream, not {response.status}")
        yield Listener(response)


async def test_a_page_hears_of_its_own_accounts_and_comes_back_without_a_gap(
    stack: Stack, stranger: Stranger
) -> None:
    visitor = stranger.visitor
    async with visit(stack.addresses) as neighbour, listening(visitor.browser) as hers:
        await sign_up(neighbour.browser)
        assert await hers.next() == RESET
        account = await connect_new(visitor)
        change = await hers.first_change()
        theirs = await connect_new(neighbour)
        async with listening(neighbour.browser, hers.last_id) as his:
            heard_by_the_neighbour = await his.first_change()
    path = f"/api/auth/accounts/{account.account_id}"
    (await visitor.browser.send("DELETE", path)).require(202)
    async with listening(visitor.browser, hers.last_id) as again:
        later = await again.first_change()

    assert hers.response.headers["Content-Type"] == "text/event-stream"
    assert change == later == {"account_id": account.account_id}
    assert heard_by_the_neighbour == {"account_id": theirs.account_id}


async def test_a_sign_out_ends_the_stream(stranger: Stranger) -> None:
    browser = stranger.visitor.browser
    async with listening(browser) as listener:
        first = await listener.next()
        (await browser.send("POST", "/api/auth/logout")).require(204)

        assert first == RESET
        assert await listener.next() is None
