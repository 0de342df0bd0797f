"""Status calls: one for many commands, a reserve for uploads, and what an unknown post means."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.calls.rate_windows import RateWindows
from common.errors import RateLimited
from common.faults import FaultPoints
from contracts.commands import RefreshToken
from contracts.tiktok.commands import PollStatus
from contracts.tiktok.events import StatusObserved
from platforms.tiktok.client import TikTok
from tiktok.errors import TikTokUnavailable
from tiktok.parts import Parts, join
from tiktok.platform import LIMITS, turns
from tiktok.posts.queries import PostQueries
from tiktok.posts.view import PostView
from tiktok.posts.words import words_of
from tiktok.scheduler import lanes

from ..builders import NOW, Agents, Timers
from ..support import RULES, Connect, Connected, Sandbox, bodies, ring

STATUS = "/v2/post/publish/status/fetch/"


async def test_ten_commands_for_one_post_make_one_call(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account, agents = await connect(), Agents(parts)
    post = await parts.publishing.start(account.user_id, account.request(), None)

    for _ in range(10):
        await agents.obey(PollStatus(account_id=account.account_id, post_id=post.post_id))

    assert await sandbox.calls(STATUS) == 1


async def test_a_command_that_was_written_after_the_last_answer_makes_a_call(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account, agents = await connect(), Agents(parts)
    post = await parts.publishing.start(account.user_id, account.request(), None)
    command = PollStatus(account_id=account.account_id, post_id=post.post_id)
    for _ in range(2):
        async with parts.pool.connection() as connection:
            await connection.execute("UPDATE posts SET next_poll_at = now()")
        await Timers(parts, 45).posts.write_polls()
        await agents.obey(command)

    assert await sandbox.calls(STATUS) == 2


async def use_up(parts: Parts, account: Connected, calls: int) -> None:
    """Count so many status calls, as pages and polls make them."""
    async with parts.pool.connection() as connection:
        windows = RateWindows(connection, LIMITS)
        for number in range(calls):
            await windows.count(account.account_id, "status", f"page|{number}")


async def test_pages_and_polls_leave_ten_status_calls_for_uploads(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account, agents = await connect(), Agents(parts)
    post = await parts.publishing.start(account.user_id, account.request(), None)
    await use_up(parts, account, 20)

    await agents.obey(PollStatus(account_id=account.account_id, post_id=post.post_id))
    await parts.polling.seen_now(str(post.post_id), account.user_id)
    assert await sandbox.calls(STATUS) == 0
    await parts.polling.ask(post.post_id, account.user_id)  # as an upload asks

    assert await sandbox.calls(STATUS) == 1
    await use_up(parts, account, 29)
    with pytest.raises(RateLimited):
        await parts.polling.ask(post.post_id, account.user_id)


async def test_a_refusal_that_keeps_calls_for_others_says_how_many(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    await use_up(parts, account, 20)

    async with parts.pool.connection() as connection:
        windows = RateWindows(connection, LIMITS)
        with pytest.raises(RateLimited, match="a minute; 10 are kept for other calls"):
            await windows.count(account.account_id, "status", "page", reserved=10)


async def test_an_open_page_has_tiktok_asked_every_fifteen_seconds(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.request(), None)
    for seconds, calls in ((0, 1), (6, 1), (14, 1), (16, 2)):
        async with parts.pool.connection() as connection:
            await connection.execute(
                "UPDATE posts SET observed_at = now() - %s * interval '1 second'"
                " WHERE observed_at IS NOT NULL",
                (seconds,),
            )
        await parts.polling.seen_now(str(post.post_id), account.user_id)

        assert await sandbox.calls(STATUS) == calls


async def test_a_post_that_tiktok_does_not_know_keeps_its_state_and_its_user_is_told(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.fetched(), None)
    fault = {"kind": "error_200", "code": "invalid_publish_id", "count": 3}
    await sandbox.control("POST", "faults", {"endpoint": STATUS, **fault})

    for _ in range(2):  # said once, however often TikTok is asked
        with pytest.raises(TikTokUnavailable):
            await parts.polling.ask(post.post_id)

    view = await PostQueries(parts.pool).require(str(post.post_id), account.user_id)
    assert (view.status, view.platform_status) == ("PROCESSING", "invalid_publish_id")
    assert view.observed_at is not None
    assert words_of(view, NOW).message == "TikTok does not know this post any longer."
    [told] = await bodies(parts, StatusObserved)
    assert (told.platform_status, told.by, told.status) == (
        "invalid_publish_id",
        "poll",
        "PROCESSING",
    )


async def test_any_clear_refusal_of_a_status_call_is_told_and_not_shown_as_processing(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.fetched(), None)
    fault = {"endpoint": STATUS, "kind": "error_200", "code": "invalid_params"}
    await sandbox.control("POST", "faults", fault)

    view = await parts.polling.seen_now(str(post.post_id), account.user_id)

    assert words_of(view, NOW).message == "TikTok does not understand what was sent."


async def test_a_slow_status_endpoint_keeps_no_refresh_waiting(
    connect: Connect, parts: Parts, sandbox: Sandbox, tmp_path: Path
) -> None:
    """The lanes of commands are carried out side by side, each by its own agent."""
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.request(), None)
    called, goes_on = asyncio.Event(), asyncio.Event()

    class Slow(TikTok):
        async def fetch_status(self, token: str, publish_id: str) -> object:  # type: ignore[override]
            called.set()
            await goes_on.wait()
            return await super().fetch_status(token, publish_id)

    keyring = ring(tmp_path / "t2.json", b"t")
    tiktok = Slow(sandbox.session, sandbox.app)
    slow = join(parts.pool, tiktok, keyring, FaultPoints(None), RULES)
    agents = Agents(slow)
    poll = asyncio.create_task(
        agents.posts.obey(PollStatus(account_id=account.account_id, post_id=post.post_id))
    )
    await asyncio.wait_for(called.wait(), 20)

    refresh = RefreshToken(provider="tiktok", account_id=account.account_id, seen_version=1)
    await agents.accounts.obey(refresh)

    assert not poll.done()
    assert (await parts.tokens.valid(account.account_id)).version == 2
    goes_on.set()
    await poll
    assert await observed(parts, post)


async def test_a_status_call_and_a_refresh_are_never_in_one_lane(parts: Parts) -> None:
    settings: Any = SimpleNamespace(turns=turns)

    commands = [lane.commands for lane in lanes(parts, settings)]

    assert [PollStatus in of_lane for of_lane in commands] == [False, True]
    assert [RefreshToken in of_lane for of_lane in commands] == [True, False]


async def observed(parts: Parts, post: PostView) -> bool:
    """Tell whether TikTok's answer was noted."""
    view = await PostQueries(parts.pool).require(str(post.post_id), post.user_id)
    return view.observed_at is not None
