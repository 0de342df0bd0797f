"""What is common to all endpoints: exact paths, the envelope, tokens and scopes."""

import re

import pytest

from .support import Client

POSTING = (
    "creator_info/query",
    "video/init",
    "inbox/video/init",
    "content/init",
    "status/fetch",
    "cancel",
)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v2/oauth/token"),
        ("GET", "/v2/oauth/token/"),
        ("GET", "/v2/user/info"),
        ("POST", "/v2/user/info/"),
        ("HEAD", "/v2/user/info/"),
        ("POST", "/v2/post/publish/video/init"),
        ("POST", "/v2/post/publish/content/init"),
        ("POST", "/v2/post/publish/cancel"),
        ("GET", "/v2/video/list/"),
        ("POST", "/v2/video/query"),
        ("GET", "/v2/auth/authorize"),
    ],
)
async def test_any_other_path_or_method_is_the_gateways_bare_404(
    client: Client, method: str, path: str
) -> None:
    response = await client.session.request(method, client.base + path)

    assert response.status == 404
    assert response.content_type == "text/plain"
    assert await response.text() == ("" if method == "HEAD" else "Unsupported path(Janus)")


async def test_the_upload_path_is_not_on_the_api_host(client: Client) -> None:
    response = await client.session.put(f"{client.base}/video/")

    assert (response.status, await response.text()) == (404, "Unsupported path(Janus)")


async def test_a_log_id_is_34_characters_and_also_a_header(client: Client) -> None:
    response = await client.session.get(f"{client.base}/v2/user/info/")

    error = (await response.json())["error"]
    assert re.fullmatch(r"\d{14}[0-9A-F]{20}", error["log_id"])
    assert response.headers["x-tt-logid"] == error["log_id"]


async def test_a_refusal_carries_no_data(client: Client) -> None:
    status, answer = await client.user_info("act.unknown", "open_id")

    assert status == 401
    assert answer.keys() == {"error"}
    assert answer["error"]["code"] == "access_token_invalid"


@pytest.mark.parametrize("path", POSTING)
async def test_every_posting_call_needs_a_living_token_and_its_scope(
    client: Client, path: str
) -> None:
    token = await client.token(ticked="user.info.basic")

    no_token = await client.post(path, "act.unknown")
    no_scope = await client.post(path, token)

    assert (no_token[0], no_token[1]["error"]["code"]) == (401, "access_token_invalid")
    assert (no_scope[0], no_scope[1]["error"]["code"]) == (401, "scope_not_authorized")


async def test_upload_scope_alone_does_not_open_creator_info(client: Client) -> None:
    token = await client.token(ticked="video.upload")

    assert (await client.post("creator_info/query", token))[0] == 401


async def test_user_info_answers_only_the_requested_fields(client: Client) -> None:
    token = await client.token("theo")

    status, answer = await client.user_info(token, "open_id,display_name,is_verified")

    assert status == 200
    assert answer["error"]["code"] == "ok"
    assert answer["data"]["user"] == {
        "open_id": client.user("theo").open_id,
        "display_name": "Theo Rides",
        "is_verified": True,
    }


async def test_zero_fields_are_left_out(client: Client) -> None:
    _, answer = await client.user_info(await client.token("theo"), "username,follower_count")

    assert answer["data"]["user"] == {"username": "theo.sandbox"}


@pytest.mark.parametrize(
    ("switch", "status", "code"),
    [(401, 401, "scope_not_authorized"), (400, 400, "scope_permission_missed")],
)
async def test_one_field_outside_the_grant_fails_the_whole_call(
    client: Client, switch: int, status: int, code: str
) -> None:
    await client.switch(scope_fail=switch)
    token = await client.token(ticked="user.info.basic")

    answered, answer = await client.user_info(token, "open_id,username")

    assert (answered, answer["error"]["code"]) == (status, code)
    assert "data" not in answer


@pytest.mark.parametrize("fields", ["", "open_id,shoe_size", "open_id, username"])
async def test_missing_or_unknown_fields_are_invalid(client: Client, fields: str) -> None:
    status, answer = await client.user_info(await client.token(), fields)

    assert (status, answer["error"]["code"]) == (400, "invalid_params")


async def test_the_front_page_and_health_answer(client: Client) -> None:
    front = await client.session.get(f"{client.base}/")
    health = await client.session.get(f"{client.base}/healthz")
    upload_health = await client.session.get(f"{client.world.addresses.upload}/healthz")

    assert "This is not TikTok" in await front.text()
    assert (health.status, upload_health.status) == (200, 200)
