"""The client's calls over real HTTP: what is sent, where to, and what is never shown."""

from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from platforms.errors import (
    GrantRefused,
    OutcomeUnknown,
    PlatformDown,
    PlatformError,
    Rejected,
    TokenInvalid,
)
from platforms.tiktok.app import TikTokApp
from platforms.tiktok.client import TikTok
from platforms.tiktok.photos import PhotoPost
from platforms.tiktok.posting import DirectPost
from platforms.tiktok.upload import Chunk, ChunkPlan

from ..scripted import Handler, Platform, json_answer, plain, reset, truncated
from .support import INIT, TOKENS, USER, error

OK = {"error": {"code": "ok", "message": ""}}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (json_answer(error("spam_risk_too_many_posts")), Rejected),
        (json_answer(error("access_token_invalid"), 401), TokenInvalid),
        (plain(b"Unsupported path(Janus)", 404, "text/plain"), Rejected),
    ],
)
async def test_a_refusal_is_not_repeated(
    tiktok: TikTok, platform: Platform, answer: Handler, kind: type[PlatformError]
) -> None:
    platform.script = [answer]

    with pytest.raises(kind):
        await tiktok.creator_info("t")

    assert len(platform.requests) == 1


async def test_tokens_are_exchanged_refreshed_and_revoked(
    tiktok: TikTok, platform: Platform
) -> None:
    platform.script = [json_answer(TOKENS), json_answer(TOKENS), plain(b"")]

    exchanged = await tiktok.exchange_code("a*b!c", "https://a.test/", "v")
    refreshed = await tiktok.refresh(exchanged.refresh_token)
    await tiktok.revoke(refreshed.access_token)

    paths = [request.path for request in platform.requests]
    assert paths == ["/v2/oauth/token/", "/v2/oauth/token/", "/v2/oauth/revoke/"]
    assert b"code=a%2Ab%21c" in platform.bodies[0]
    assert b"refresh_token=rft.cnry2" in platform.bodies[1]
    assert b"token=act.cnry1" in platform.bodies[2]


async def test_an_oauth_error_at_http_200_is_an_error(tiktok: TikTok, platform: Platform) -> None:
    platform.script = [json_answer({"error": "invalid_grant"})]

    with pytest.raises(GrantRefused):
        await tiktok.refresh("rft.cnry2")


async def test_a_user_a_status_and_an_init_carry_the_token(
    tiktok: TikTok, platform: Platform
) -> None:
    ok = {"code": "ok"}
    platform.script = [
        json_answer(USER),
        json_answer({"data": {"status": "PUBLISH_COMPLETE"}, "error": ok}),
        json_answer(INIT),
    ]

    user = await tiktok.user_info("act.cnry1", {"user.info.basic"})
    status = await tiktok.fetch_status("act.cnry1", "v_pub_file~v2-1.1")
    accepted = await tiktok.init_video("act.cnry1", DirectPost("SELF_ONLY"), ChunkPlan.for_size(9))

    assert (user.open_id, status.status) == ("o", "PUBLISH_COMPLETE")
    assert accepted.publish_id == "v_pub_file~v2-1.1"
    assert {request.headers["Authorization"] for request in platform.requests} == {
        "Bearer act.cnry1"
    }
    assert platform.requests[0].query_string.startswith("fields=open_id,union_id")


async def test_a_big_chunk_arrives_whole_at_the_verbatim_url_without_a_token(
    tiktok: TikTok, platform: Platform
) -> None:
    body = bytes(range(256)) * 8192 * 2
    platform.script = [plain(b"", status=206)]
    url = f"{platform.url}/video/?upload_id=1&upload_token=a%2Fb%20c%3D"

    stored = await tiktok.put_chunk(url, Chunk(0, len(body) - 1, 2 * len(body)), body)

    last = platform.requests[-1]
    assert stored.final is False
    assert platform.bodies == [body]
    assert last.raw_path == "/video/?upload_id=1&upload_token=a%2Fb%20c%3D"
    assert last.headers["Content-Range"] == f"bytes 0-{len(body) - 1}/{2 * len(body)}"
    assert last.headers["Content-Length"] == str(len(body))
    assert "Authorization" not in last.headers


async def test_no_byte_goes_to_a_host_that_is_not_allowed(
    session: aiohttp.ClientSession, app: TikTokApp, platform: Platform
) -> None:
    platform.script = [plain(b"", status=201)]
    strict = TikTok(session, replace(app, upload_hosts=(".tiktokapis.com",)))

    with pytest.raises(Rejected, match="upload_host_not_allowed"):
        await strict.put_chunk(f"{platform.url}/video/", Chunk(0, 0, 1), b"x")

    assert platform.requests == []


async def test_a_redirect_is_not_followed(tiktok: TikTok, platform: Platform) -> None:
    async def redirect(request: web.Request) -> web.StreamResponse:
        return web.Response(status=307, headers={"Location": f"{platform.url}/elsewhere"})

    platform.script = [redirect]

    with pytest.raises(PlatformDown):
        await tiktok.put_chunk(f"{platform.url}/video/", Chunk(0, 0, 1), b"x")

    assert {request.path for request in platform.requests} == {"/video/"}


@pytest.mark.parametrize("answer", [reset, truncated, plain(b"<html>", status=500)])
async def test_no_error_shows_a_secret_or_has_one_of_aiohttps_behind_it(
    tiktok: TikTok, platform: Platform, answer: Handler
) -> None:
    platform.script = [answer]

    with pytest.raises(PlatformDown) as caught:
        await tiktok.put_chunk(f"{platform.url}/video/?upload_token=cnry", Chunk(0, 0, 1), b"x")

    assert "cnry" not in repr(caught.value) + str(caught.value)
    assert caught.value.__cause__ is None
    assert not isinstance(caught.value.__context__, aiohttp.ClientError | OSError)


async def test_a_cap_at_http_200_is_no_leave_to_post(tiktok: TikTok, platform: Platform) -> None:
    platform.script = [json_answer(error("reached_active_user_cap"))]

    with pytest.raises(Rejected, match="reached_active_user_cap"):
        await tiktok.creator_info("t")


async def test_photos_cancelling_and_videos_are_called_where_the_pages_say(
    tiktok: TikTok, platform: Platform
) -> None:
    videos = {"data": {"videos": [{"id": "7"}], "has_more": True, "cursor": 9}, **OK}
    platform.script = [json_answer(INIT), json_answer(OK), json_answer(videos)]

    accepted = await tiktok.init_photos("t", PhotoPost("MEDIA_UPLOAD", ("https://a.test/1.jpg",)))
    await tiktok.cancel("t", accepted.publish_id)
    page = await tiktok.list_videos("t")
    found = await tiktok.query_videos("t", ["7", "8"])

    assert accepted.publish_id == "v_pub_file~v2-1.1"
    assert (page.cursor, page.has_more, page.videos) == (9, True, found)
    assert [request.path for request in platform.requests] == [
        "/v2/post/publish/content/init/",
        "/v2/post/publish/cancel/",
        "/v2/video/list/",
        "/v2/video/query/",
    ]


async def test_a_refusal_that_nobody_knows_is_counted_under_one_word(
    session: aiohttp.ClientSession, app: TikTokApp, platform: Platform
) -> None:
    seen: list[str] = []
    platform.script = [json_answer(error(code)) for code in ("brand_new", "newer", "spam_risk")]
    tiktok = TikTok(session, app, lambda *told: seen.append(told[1]))

    for code in ("brand_new", "newer", "spam_risk"):
        with pytest.raises(Rejected, match=code):
            await tiktok.fetch_status("t", "p")

    assert seen == ["unknown_code", "unknown_code", "rejected"]


async def test_a_new_code_does_not_hide_that_an_outcome_is_unknown(
    session: aiohttp.ClientSession, app: TikTokApp, platform: Platform
) -> None:
    seen: list[str] = []
    platform.script = [json_answer(error("brand_new"), 503)]
    tiktok = TikTok(session, app, lambda *told: seen.append(told[1]))

    with pytest.raises(OutcomeUnknown, match="brand_new"):
        await tiktok.init_video("t", None, ChunkPlan.for_size(9))

    assert seen == ["outcome_unknown"]


async def test_every_attempt_is_observed(
    session: aiohttp.ClientSession, app: TikTokApp, platform: Platform
) -> None:
    seen: list[tuple[str, str]] = []
    platform.script = [reset, json_answer(USER), json_answer(error("access_token_invalid"))]
    tiktok = TikTok(session, app, lambda endpoint, outcome, _: seen.append((endpoint, outcome)))

    await tiktok.user_info("t", {"user.info.basic"})
    with pytest.raises(TokenInvalid):
        await tiktok.fetch_status("t", "p")

    assert seen == [
        ("user_info", "down"),
        ("user_info", "ok"),
        ("fetch_status", "token_invalid"),
    ]


async def test_a_call_is_one_span_however_often_it_was_tried(
    tiktok: TikTok, platform: Platform, spans: InMemorySpanExporter
) -> None:
    platform.script = [reset, json_answer(error("access_token_invalid"))]

    with pytest.raises(TokenInvalid):
        await tiktok.user_info("act.SECRET", {"user.info.basic"})

    [span] = spans.get_finished_spans()
    assert (span.name, span.status.is_ok) == ("tiktok user_info", False)
    assert "SECRET" not in span.to_json()
