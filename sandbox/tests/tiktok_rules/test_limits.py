"""Limits a minute, and caps a day."""

import asyncio

import pytest

from .support import Client


def inbox_body(size: int = 11) -> dict[str, object]:
    source = {"source": "FILE_UPLOAD", "video_size": size, "chunk_size": size}
    return {"source_info": {**source, "total_chunk_count": 1}}


async def test_the_seventh_init_of_a_minute_is_throttled_without_retry_after(
    client: Client,
) -> None:
    token = await client.token()
    for _ in range(6):
        await client.begin(token)

    response = await client.session.post(
        f"{client.base}/v2/post/publish/video/init/",
        json={},
        headers={"Authorization": f"Bearer {token}"},
    )

    assert response.status == 429
    assert "Retry-After" not in response.headers
    assert (await response.json())["error"]["code"] == "rate_limit_exceeded"
    assert (await client.init(await client.token("theo")))[0] == 200
    assert (await client.post("inbox/video/init", token, inbox_body()))[0] == 200
    await client.control("PUT", "clock", {"offset_seconds": 61})
    assert (await client.init(token))[0] == 200


@pytest.mark.parametrize(("count_refused", "status"), [(True, 429), (False, 200)])
async def test_whether_refused_inits_count_is_a_switch(
    client: Client, count_refused: bool, status: int
) -> None:
    await client.switch(count_refused=count_refused, init_per_minute=1)
    token = await client.token()
    await client.init(token, (5, 4, 1))

    assert (await client.init(token))[0] == status


@pytest.mark.parametrize(("path", "limit"), [("creator_info/query", 20), ("status/fetch", 30)])
async def test_other_posting_calls_have_limits_of_their_own(
    client: Client, path: str, limit: int
) -> None:
    token = await client.token()
    answers = await asyncio.gather(*(client.post(path, token) for _ in range(limit)))

    assert 429 not in {status for status, _ in answers}
    assert (await client.post(path, token))[0] == 429


async def test_display_calls_are_limited_by_user_or_by_app(client: Client) -> None:
    await client.switch(display_per_minute=1)
    mara, theo = await client.token("mara"), await client.token("theo")
    first = await client.user_info(mara, "open_id")
    other_user = await client.user_info(theo, "open_id")
    await client.control("POST", "reset")
    await client.switch(display_per_minute=1, display_limit_key="app")
    mara, theo = await client.token("mara"), await client.token("theo")
    first_of_app = await client.user_info(mara, "open_id")
    second_of_app = await client.user_info(theo, "open_id")

    assert (first[0], other_user[0]) == (200, 200)
    assert (first_of_app[0], second_of_app[0]) == (200, 429)


async def test_an_unaudited_app_has_a_cap_of_active_creators(client: Client) -> None:
    await client.switch(audited=False, active_user_cap=2)
    users = (await client.control("POST", "users", {"count": 3, "prefix": "cap"}))["users"]
    tokens = [await client.token(user["handle"]) for user in users]
    for token in tokens[:2]:
        await client.begin(token)

    init = await client.init(tokens[2])
    creator = await client.post("creator_info/query", tokens[2])

    assert (init[0], init[1]["error"]["code"]) == (403, "reached_active_user_cap")
    assert (creator[0], creator[1]["error"]["code"]) == (200, "reached_active_user_cap")
    assert (await client.init(tokens[0]))[0] == 200


async def test_the_posts_of_a_day_are_capped(client: Client) -> None:
    await client.switch(posts_per_day=2)
    token = await client.token()
    await client.begin(token)
    await client.begin(token)

    init = await client.init(token)
    creator = await client.post("creator_info/query", token)
    await client.control("PUT", "clock", {"offset_seconds": 86401})
    await client.control("PUT", "switches", {"access_token_lifetime": 86400})
    tomorrow = await client.init(await client.token())

    assert (init[0], init[1]["error"]["code"]) == (403, "spam_risk_too_many_posts")
    assert (creator[0], creator[1]["error"]["code"]) == (200, "spam_risk_too_many_posts")
    assert tomorrow[0] == 200


async def test_the_sixth_pending_share_is_refused(client: Client) -> None:
    token = await client.token()
    for _ in range(5):
        assert (await client.post("inbox/video/init", token, inbox_body()))[0] == 200

    status, answer = await client.post("inbox/video/init", token, inbox_body())

    assert (status, answer["error"]["code"]) == (403, "spam_risk_too_many_pending_share")
