"""Planned misbehaviour: what the client sees, and what happened all the same."""

import asyncio
import json
from collections.abc import Callable

import pytest
from aiohttp import ClientError, ClientPayloadError, ServerDisconnectedError

from .support import Answer, Client

TOKEN = "/v2/oauth/token/"
INIT = "/v2/post/publish/video/init/"


async def plan(client: Client, kind: str, endpoint: str = INIT, **more: object) -> None:
    """Plan one fault."""
    await client.control("POST", "faults", {"endpoint": endpoint, "kind": kind, **more})


async def test_reset_before_drops_the_connection_without_effect(client: Client) -> None:
    token = await client.token()
    await plan(client, "reset_before")

    with pytest.raises(ServerDisconnectedError):
        await client.init(token)

    assert await client.posts() == []
    assert (await client.init(token))[0] == 200


async def test_reset_after_drops_the_connection_after_the_effect(client: Client) -> None:
    token = await client.token()
    await plan(client, "reset_after")

    with pytest.raises(ServerDisconnectedError):
        await client.init(token)

    assert len(await client.posts()) == 1


async def test_a_refresh_whose_answer_was_lost_has_rotated_the_token(client: Client) -> None:
    tokens = await client.connect()
    await plan(client, "reset_after", TOKEN, match={"grant_type": "refresh_token"})

    with pytest.raises(ClientError):
        await client.refresh(tokens["refresh_token"])

    replayed = await client.refresh(tokens["refresh_token"])
    found = await client.control("GET", f"requests?path={TOKEN}&grant_type=refresh_token")
    assert replayed["error"] == "invalid_grant"
    assert found["count"] == 2
    assert [r["effect"] for r in found["requests"]] == ["ok", "invalid_grant"]
    assert [r["outcome"] for r in found["requests"]] == ["reset_after", "invalid_grant"]
    assert [r["status"] for r in found["requests"]] == [None, 200]


async def test_a_status_fault_answers_in_the_envelope_with_retry_after(client: Client) -> None:
    token = await client.token()
    await plan(client, "status", status=429, retry_after="7")
    await plan(client, "status", status=503, body='{"custom": true}')
    headers = {"Authorization": f"Bearer {token}"}

    limited = await client.session.post(client.base + INIT, json={}, headers=headers)
    down = await client.session.post(client.base + INIT, json={}, headers=headers)

    assert (limited.status, limited.headers["Retry-After"]) == (429, "7")
    assert (await limited.json())["error"]["code"] == "rate_limit_exceeded"
    assert (down.status, await down.json()) == (503, {"custom": True})
    assert await client.posts() == []


async def test_an_html_fault_is_not_json(client: Client) -> None:
    await plan(client, "html", status=200)

    response = await client.session.post(client.base + INIT, json={})

    assert (response.status, response.content_type) == (200, "text/html")


async def test_a_truncated_answer_promises_more_than_it_sends(client: Client) -> None:
    token = await client.token()
    await plan(client, "truncated")
    headers = {"Authorization": f"Bearer {token}"}
    body = {
        "post_info": {"privacy_level": "SELF_ONLY"},
        "source_info": {
            "source": "FILE_UPLOAD",
            "video_size": 3,
            "chunk_size": 3,
            "total_chunk_count": 1,
        },
    }

    response = await client.session.post(client.base + INIT, json=body, headers=headers)
    with pytest.raises(ClientPayloadError):
        await response.read()

    assert response.status == 200
    assert len(await client.posts()) == 1


@pytest.mark.parametrize(
    ("endpoint", "read"),
    [(INIT, lambda answer: answer["error"]["code"]), (TOKEN, lambda answer: answer["error"])],
)
async def test_an_error_may_come_with_status_200(
    client: Client, endpoint: str, read: Callable[[Answer], str]
) -> None:
    await plan(client, "error_200", endpoint, code="server_error")

    response = await client.session.post(client.base + endpoint, json={})

    assert response.status == 200
    assert read(await response.json()) == "server_error"


async def test_a_delay_holds_the_answer_back(client: Client) -> None:
    await plan(client, "delay", "/v2/user/info/", delay_seconds=30)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await client.user_info("act.any", "open_id")


async def test_a_fault_passes_skip_requests_and_hits_count(client: Client) -> None:
    token = await client.token()
    await plan(client, "status", status=500, skip=1, count=2)

    statuses = [(await client.init(token))[0] for _ in range(4)]

    assert statuses == [200, 500, 500, 200]
    assert (await client.control("GET", "faults"))["faults"] == []


async def test_faults_can_be_taken_back(client: Client) -> None:
    await plan(client, "status", count=99)
    await client.control("DELETE", "faults")

    assert (await client.init(await client.token()))[0] == 200


async def test_a_fault_of_an_unknown_kind_is_refused(client: Client) -> None:
    response = await client.session.post(
        f"{client.base}/control/faults", json={"endpoint": INIT, "kind": "explode"}
    )

    assert response.status == 422
    assert json.loads(await response.read())["error"][0]["loc"] == ["kind"]


async def test_a_fault_for_one_user_spares_the_others(client: Client) -> None:
    mara, theo = await client.connect("mara"), await client.connect("theo")
    matched = {"kind": "status", "status": 503, "match": {"open_id": mara["open_id"]}}
    await client.control("POST", "faults", {"endpoint": "/v2/user/info/", **matched})
    await client.control("POST", "faults", {"endpoint": "/v2/oauth/token/", **matched})

    assert (await client.user_info(theo["access_token"], "open_id"))[0] == 200
    assert (await client.user_info(mara["access_token"], "open_id"))[0] == 503
    assert "access_token" in await client.refresh(theo["refresh_token"])
    assert "access_token" not in await client.refresh(mara["refresh_token"])


async def test_a_fault_for_one_user_hits_their_upload(client: Client) -> None:
    tokens = await client.connect()
    matched = {"kind": "status", "status": 503, "match": {"open_id": tokens["open_id"]}}
    await client.control("POST", "faults", {"endpoint": "upload", **matched})
    _, url = await client.begin(tokens["access_token"])

    answers = [await client.put(url, b"hello video", "bytes 0-10/11") for _ in range(2)]

    assert [answer.status for answer in answers] == [503, 201]
