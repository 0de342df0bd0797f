"""A thousand users: made, connected and looked at in seconds."""

import asyncio
import time

from .support import Answer, Client

CROWD, CONNECTED = 1000, 200
SECONDS = 30  # generous: on an idle core it takes a few


async def test_two_hundred_of_a_thousand_users_are_connected_through_the_real_pages(
    client: Client,
) -> None:
    started = time.monotonic()
    await client.control("POST", "users", {"count": CROWD, "prefix": "crowd"})
    turns = asyncio.Semaphore(50)

    async def connect(number: int) -> Answer:
        async with turns:
            return await client.connect(f"crowd{number}")

    tokens = await asyncio.gather(*map(connect, range(1, CROWD + 1, CROWD // CONNECTED)))
    state = await client.control("GET", "state")

    assert len({token["open_id"] for token in tokens}) == CONNECTED
    assert len(state["grants"]) == CONNECTED
    assert time.monotonic() - started < SECONDS


async def test_everybodys_access_tokens_can_be_left_a_remaining_life(client: Client) -> None:
    tokens = [await client.connect("mara"), await client.connect("theo")]

    cut = await client.control("POST", "expire", {"open_id": None, "remaining_seconds": 60})
    state = await client.control("GET", "state")

    assert cut == {"expired": 2}
    assert all(0 < grant["access_expires_in"][0] <= 60 for grant in state["grants"])
    await client.control("PUT", "clock", {"advance_seconds": 61})
    for token in tokens:
        assert (await client.user_info(token["access_token"], "open_id"))[0] == 401


async def test_of_many_users_the_consent_page_lists_some_and_takes_any(client: Client) -> None:
    await client.control("POST", "users", {"count": 200, "prefix": "many"})
    shown = await (await client.open_authorize()).text()

    form = [("user", "mara"), ("other", "many199"), ("decision", "allow")]
    location = await client.decide(form)

    assert "many199" not in shown
    assert "code=" in location
    granted = await client.control("GET", "requests?path=/v2/auth/authorize/&user=many199")
    assert granted["count"] == 1
