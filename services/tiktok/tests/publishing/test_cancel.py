"""Cancelling: the wish is committed, TikTok is asked, and its word on the post says what became."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from contracts.tiktok.commands import CancelPost
from contracts.tiktok.events import DeliveryState
from platforms.errors import Rejected
from platforms.tiktok.client import TikTok
from tiktok.errors import NotCancellable
from tiktok.parts import Parts
from tiktok.posts.queries import PostQueries
from tiktok.posts.view import PostView
from tiktok.publishing.cancel import Cancelling
from tiktok.publishing.start import Publishing

from ..builders import Agents, Timers, publishing_with, stand
from ..support import RULES, Connect, Connected, Events, Sandbox

CANCEL = "/v2/post/publish/cancel/"
SIZE = 1_000_000


@pytest.fixture
async def slow_clip(media_port: int) -> AsyncIterator[str]:
    """A file that TikTok does not come to the end of."""
    ended = asyncio.Event()

    async def serve(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(SIZE)})
        await response.prepare(request)
        await response.write(b"v" * 1000)
        await ended.wait()
        return response

    app = web.Application()
    app.add_routes([web.get("/clip.mp4", serve)])
    server = TestServer(app, port=media_port)
    await server.start_server()
    yield f"http://127.0.0.1:{media_port}/clip.mp4"
    ended.set()
    await server.close()


@pytest.fixture
async def publishing(parts: Parts, sandbox: Sandbox, slow_clip: str) -> Publishing:
    """Publishing that may have the slow clip fetched."""
    await sandbox.control("PUT", "switches", {"pull_http": True})
    rules = replace(RULES, verified=(slow_clip.removesuffix("clip.mp4"),))
    return publishing_with(parts, rules=rules)


async def view(parts: Parts, account: Connected, post: PostView) -> PostView:
    """The post as it is now."""
    return await PostQueries(parts.pool).require(str(post.post_id), account.user_id)


async def test_a_post_that_tiktok_is_fetching_is_cancelled(
    connect: Connect, parts: Parts, publishing: Publishing, slow_clip: str, events: Events
) -> None:
    account, agents = await connect(), Agents(parts)
    post = await publishing.start(account.user_id, account.fetched(slow_clip), None)

    await parts.cancelling.request(post)
    await parts.cancelling.request(await view(parts, account, post))
    assert [kind for kind, _ in await events()][-2:] == [
        "tiktok.CancelRequested.v1",
        "tiktok.CancelPost.v1",
    ]
    await agents.obey(CancelPost(account_id=post.account_id, post_id=post.post_id))
    async with asyncio.timeout(20):
        while (await view(parts, account, post)).status == "PROCESSING":
            await parts.polling.ask(post.post_id)

    ended = await view(parts, account, post)
    assert (ended.status, ended.fail_reason) == ("FAILED", "publish_cancelled")


@pytest.mark.parametrize(
    ("fault", "is_due", "last"),
    [
        ({"kind": "error_200", "code": "publish_not_cancellable"}, False, "CancelRefused"),
        ({"kind": "status", "status": 500, "count": 9}, True, "CancelPost"),
    ],
)
async def test_a_refusal_is_told_and_anything_unclear_is_asked_again_by_the_timer(
    fault: dict[str, Any],
    is_due: bool,
    last: str,
    connect: Connect,
    parts: Parts,
    sandbox: Sandbox,
    events: Events,
) -> None:
    account, agents = await connect(), Agents(parts)
    post = await parts.publishing.start(account.user_id, account.fetched(), None)
    await sandbox.control("POST", "faults", {"endpoint": CANCEL, **fault})
    await parts.cancelling.request(post)

    await agents.obey(CancelPost(account_id=post.account_id, post_id=post.post_id))

    due = (await view(parts, account, post)).cancel_due_at
    assert (due is not None) == is_due
    assert (await events())[-1][0] == f"tiktok.{last}.v1"
    async with parts.pool.connection() as connection:
        await connection.execute(
            "UPDATE posts SET cancel_due_at = now() - interval '1 second'"
            " WHERE cancel_due_at IS NOT NULL"
        )
    await Timers(parts, 45).write_due_commands()
    commands = [kind for kind, _ in await events()].count("tiktok.CancelPost.v1")
    assert commands == (2 if is_due else 1)


@pytest.mark.parametrize("status", ["FAILED", "PUBLISH_COMPLETE", "SEND_TO_USER_INBOX", "LOST"])
async def test_what_is_over_cannot_be_cancelled(
    status: DeliveryState, connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.photos(), None)
    await stand(parts, status)

    with pytest.raises(NotCancellable):
        await parts.cancelling.request(await view(parts, account, post))

    assert await sandbox.calls(CANCEL) == 0


async def test_a_late_command_does_not_cancel_the_attempt_that_was_begun_since(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.photos(), None)
    await parts.cancelling.request(post)
    await stand(parts, "FAILED")
    await parts.retrying.retry(account.user_id, str(post.post_id), None)

    await parts.cancelling.carry_out(post.post_id)

    assert await sandbox.calls(CANCEL) == 0


async def test_an_answer_about_an_earlier_attempt_settles_nothing_of_the_next(
    connect: Connect, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.photos(), None)

    class Slow(TikTok):
        """Answers once its user has begun another attempt, and wished that one away too."""

        async def cancel(self, token: str, publish_id: str) -> None:
            await stand(parts, "FAILED")
            await parts.retrying.retry(account.user_id, str(post.post_id), None)
            await parts.cancelling.request(await view(parts, account, post))
            raise Rejected("publish_not_cancellable")

    slow = Slow(sandbox.session, sandbox.app)
    await parts.cancelling.request(post)

    cancelling = Cancelling(parts.pool, parts.outbox, slow, parts.calls, parts.transfer)
    await cancelling.carry_out(post.post_id)

    assert (await view(parts, account, post)).cancel_due_at is not None
    assert "tiktok.CancelRefused.v1" not in [kind for kind, _ in await events()]


async def test_a_cancel_that_comes_after_the_end_asks_nothing(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.photos(), None)
    await parts.cancelling.request(post)
    await stand(parts, "PUBLISH_COMPLETE")

    await parts.cancelling.carry_out(post.post_id)

    assert (await view(parts, account, post)).cancel_due_at is None
    assert await sandbox.calls(CANCEL) == 0
