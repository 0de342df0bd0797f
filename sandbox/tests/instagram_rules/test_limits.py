"""Usage headers that grow, and the blocks at 100 %."""

import json
from typing import Any

import pytest

from .support import BAKERY, Client, error_of

PAGE = "100000000000201"


async def usage(client: Client, token: str) -> tuple[int, dict[str, Any], dict[str, Any]]:
    response = await client.session.get(
        f"{client.base}/{client.version}/{BAKERY}", params={"access_token": token}
    )
    headers = response.headers
    return (
        response.status,
        json.loads(headers["x-app-usage"]),
        json.loads(headers["x-business-use-case-usage"]),
    )


async def test_usage_headers_grow_with_each_call(client: Client) -> None:
    await client.switch(calls_per_impression=1, impressions=10)
    token = await client.token()

    seen = [(await usage(client, token))[2][BAKERY][0] for _ in range(3)]

    assert [one["call_count"] for one in seen] == [10, 20, 30]
    assert seen[0]["type"] == "instagram"
    assert seen[0]["estimated_time_to_regain_access"] == 0


async def test_at_100_percent_an_account_is_blocked_and_told_the_minutes(client: Client) -> None:
    await client.switch(calls_per_impression=1, impressions=2)
    token = await client.token()
    for _ in range(2):
        await usage(client, token)

    refused = await client.get(BAKERY, token)
    _, _, told = await usage(client, token)

    assert error_of(refused) == (400, 80002, 0)
    assert told[BAKERY][0]["call_count"] == 100
    assert told[BAKERY][0]["estimated_time_to_regain_access"] == 14


async def test_each_call_while_blocked_makes_the_block_longer(client: Client) -> None:
    await client.switch(calls_per_impression=1, impressions=1)
    token = await client.token()
    await client.get(BAKERY, token)
    blocked = [error_of(await client.get(BAKERY, token))]
    await client.advance(86_400 - 60)

    for _ in range(2):
        blocked.append(error_of(await client.get(BAKERY, token)))
        await client.advance(13 * 60)
    await client.advance(14 * 60)

    assert blocked == [(400, 80002, 0)] * 3
    assert (await client.get(BAKERY, token))[0] == 200


async def test_the_app_has_a_limit_of_its_own(client: Client) -> None:
    token = await client.token()
    await client.switch(app_calls_per_user=2)

    answers = [await client.get("me/accounts", token) for _ in range(3)]

    assert [status for status, _ in answers] == [200, 200, 400]
    assert error_of(answers[2]) == (400, 4, 0)
    assert (await client.get(BAKERY, token))[0] == 200


async def test_a_user_may_have_a_limit_too(client: Client) -> None:
    await client.switch(user_calls=1)
    token = await client.token()
    await client.get("me", token)

    refused = await client.get("me", token)

    assert error_of(refused) == (400, 17, 0)
    assert (await client.get("me", await client.token("leo")))[0] == 200


@pytest.mark.parametrize(
    ("key", "expected"), [("account", BAKERY), ("page", PAGE), ("business", f"3{PAGE[1:]}")]
)
async def test_whose_id_keys_the_usage_is_a_switch(client: Client, key: str, expected: str) -> None:
    await client.switch(usage_key=key)

    _, _, told = await usage(client, await client.token())

    assert list(told) == [expected]
