"""What is repeated and what never is, against a server that misbehaves as TikTok could."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest

from platforms.errors import OutcomeUnknown, PlatformDown, RateLimited, Unreachable
from platforms.tiktok.app import TikTokApp
from platforms.tiktok.client import TikTok
from platforms.tiktok.photos import PhotoPost
from platforms.tiktok.posting import DirectPost, PullFromUrl
from platforms.tiktok.upload import Chunk, ChunkPlan

from ..scripted import (
    Handler,
    Platform,
    endless,
    hang,
    json_answer,
    plain,
    reset,
    serving,
    truncated,
)
from .support import ENVELOPE, INIT, USER, error

ONCE: list[tuple[str, Callable[[TikTok], Awaitable[object]]]] = [
    ("init", lambda tiktok: tiktok.init_video("t", DirectPost("SELF_ONLY"), ChunkPlan.for_size(9))),
    ("pull", lambda tiktok: tiktok.init_video("t", None, PullFromUrl("https://a.test/v.mp4"))),
    (
        "photos",
        lambda tiktok: tiktok.init_photos("t", PhotoPost("DIRECT_POST", ("https://a.test",))),
    ),
    ("exchange", lambda tiktok: tiktok.exchange_code("c", "https://a.test/", None)),
    ("refresh", lambda tiktok: tiktok.refresh("rft.cnry2")),
]
once = pytest.mark.parametrize("call", [call for _, call in ONCE], ids=[name for name, _ in ONCE])
lost = pytest.mark.parametrize(
    "answer",
    [
        reset,
        truncated,
        endless,
        plain(b"<html>oops</html>"),
        plain(b"<html>oops</html>", status=403),
        json_answer(error("internal_error"), status=500),
        json_answer({"error": "server_error"}, status=500),
        plain(b"", status=502),
        plain(b"", status=302),
        json_answer({"data": {"publish_id": 1.5}, "error": {"code": "ok"}}),
        json_answer({"error": {"code": "ok"}}),
    ],
    ids=lambda answer: getattr(answer, "__name__", ""),
)


@once
@lost
async def test_a_call_that_must_not_repeat_is_sent_once_and_its_outcome_is_unknown(
    tiktok: TikTok, platform: Platform, answer: Handler, call: Callable[[TikTok], Awaitable[object]]
) -> None:
    platform.script = [answer]

    with pytest.raises(OutcomeUnknown):
        await call(tiktok)

    assert len(platform.requests) == 1


@lost
async def test_a_call_that_may_repeat_succeeds_after_a_lost_answer(
    tiktok: TikTok, platform: Platform, answer: Handler
) -> None:
    platform.script = [answer, answer, json_answer(USER)]

    user = await tiktok.user_info("act.cnry1", {"user.info.basic"})

    assert user.open_id == "o"
    assert len(platform.requests) == 3


@lost
async def test_a_call_that_is_counted_is_sent_once_and_its_repeats_are_the_counters(
    tiktok: TikTok, platform: Platform, answer: Handler
) -> None:
    platform.script = [answer]

    with pytest.raises(PlatformDown) as caught:
        await tiktok.creator_info("act.cnry1")

    assert type(caught.value) is PlatformDown
    assert len(platform.requests) == 1


@pytest.mark.parametrize(
    ("call", "outcomes"),
    [
        (
            lambda tiktok, url: tiktok.put_chunk(f"{url}/video/", Chunk(0, 2, 3), b"abc"),
            ["outcome_unknown"],
        ),
        (lambda tiktok, url: tiktok.user_info("t", {"user.info.basic"}), ["down"] * 4),
    ],
    ids=["put", "get"],
)
async def test_no_attempt_is_made_behind_our_back_when_a_kept_connection_dies(
    session: aiohttp.ClientSession,
    app: TikTokApp,
    platform: Platform,
    call: Callable[[TikTok, str], Awaitable[object]],
    outcomes: list[str],
) -> None:
    seen: list[str] = []
    tiktok = TikTok(session, app, lambda *told: seen.append(told[1]))
    platform.script = [json_answer(ENVELOPE), reset]
    await tiktok.creator_info("t")

    with pytest.raises(PlatformDown, match="connection_lost"):
        await call(tiktok, platform.url)

    assert seen == ["ok", *outcomes]
    assert len(platform.requests) == len(seen)


async def test_an_endless_answer_is_cut(tiktok: TikTok, platform: Platform) -> None:
    platform.script = [endless]

    with pytest.raises(OutcomeUnknown, match="answer_too_large"):
        await tiktok.init_video("t", None, ChunkPlan.for_size(9))


async def test_repeats_are_bounded(tiktok: TikTok, platform: Platform) -> None:
    platform.script = [plain(b"", status=503)]

    with pytest.raises(PlatformDown):
        await tiktok.user_info("t", {"user.info.basic"})

    assert len(platform.requests) == 4


@once
async def test_a_call_that_is_refused_is_not_an_unknown_outcome(
    tiktok: TikTok, platform: Platform, call: Callable[[TikTok], Awaitable[object]]
) -> None:
    platform.script = [json_answer("slow down", 429, {"Retry-After": "0"})]

    with pytest.raises(RateLimited):
        await call(tiktok)

    assert len(platform.requests) == 1


@once
async def test_a_connection_that_was_refused_has_sent_nothing(
    session: aiohttp.ClientSession,
    app: TikTokApp,
    unused_tcp_port: int,
    call: Callable[[TikTok], Awaitable[object]],
) -> None:
    outcomes: list[str] = []
    nowhere = replace(app, api_url=f"http://127.0.0.1:{unused_tcp_port}")

    with pytest.raises(Unreachable):
        await call(TikTok(session, nowhere, lambda *seen: outcomes.append(seen[1])))

    assert outcomes == ["unreachable"] * 4


async def test_a_refused_connection_is_tried_again_even_for_an_init(
    session: aiohttp.ClientSession, app: TikTokApp, unused_tcp_port: int
) -> None:
    late = Platform()
    late.port, late.script = unused_tcp_port, [json_answer(INIT)]
    opened = asyncio.Event()

    async with serving_when(opened, late):
        tiktok = TikTok(session, replace(app, api_url=late.url), lambda *seen: opened.set())
        accepted = await tiktok.init_video("t", None, ChunkPlan.for_size(9))

    assert accepted.publish_id == "v_pub_file~v2-1.1"
    assert len(late.requests) == 1


@asynccontextmanager
async def serving_when(opened: asyncio.Event, platform: Platform) -> AsyncIterator[None]:
    """Open the port only once the first attempt has found it closed."""
    finished = asyncio.Event()

    async def serve() -> None:
        await opened.wait()
        async with serving(platform):
            await finished.wait()

    task = asyncio.create_task(serve())
    try:
        yield
    finally:
        finished.set()
        await task


@once
async def test_a_silent_platform_is_left_at_the_deadline(
    session: aiohttp.ClientSession,
    app: TikTokApp,
    platform: Platform,
    call: Callable[[TikTok], Awaitable[object]],
) -> None:
    platform.script = [hang]
    hasty = replace(app, call_timeout=0.3, refresh_timeout=0.3)

    with pytest.raises(OutcomeUnknown, match="timeout"):
        await asyncio.wait_for(call(TikTok(session, hasty)), timeout=10)

    assert len(platform.requests) == 1


async def test_the_deadline_holds_over_all_repeats(
    session: aiohttp.ClientSession, app: TikTokApp, platform: Platform
) -> None:
    platform.script = [json_answer(error("rate_limit_exceeded"), 429, {"Retry-After": "3600"})]

    with pytest.raises(RateLimited) as caught:
        await TikTok(session, app).user_info("t", {"user.info.basic"})

    assert caught.value.retry_after == 3600
    assert len(platform.requests) == 1


async def test_retry_after_is_obeyed_where_it_fits(tiktok: TikTok, platform: Platform) -> None:
    limited = json_answer(error("rate_limit_exceeded"), 429, {"Retry-After": "1"})
    platform.script = [limited, json_answer(USER)]
    clock = asyncio.get_running_loop().time
    started = clock()

    await tiktok.user_info("t", {"user.info.basic"})

    assert clock() - started >= 1
    assert len(platform.requests) == 2


async def test_a_limit_without_retry_after_is_not_pressed(
    tiktok: TikTok, platform: Platform
) -> None:
    platform.script = [json_answer(error("rate_limit_exceeded"), 429)]

    with pytest.raises(RateLimited):
        await tiktok.user_info("t", {"user.info.basic"})

    assert len(platform.requests) == 1
