"""Drafts: our count of what waits in the inbox is a guess, and TikTok decides."""

from collections.abc import Callable
from pathlib import Path

import pytest

from common.errors import RateLimited
from common.faults import FaultPoints
from platforms.tiktok.client import TikTok
from tiktok.api.views import CreatorAnswer, Quota
from tiktok.errors import PostRejected
from tiktok.parts import Parts, join
from tiktok.posts.requests import AnyRequest

from ..support import RULES, Connect, Connected, Sandbox, ring

INBOX = "/v2/post/publish/inbox/video/init/"


async def fill(parts: Parts, account: Connected) -> None:
    """Begin as many drafts as TikTok lets wait."""
    for _ in range(5):
        await parts.publishing.start(account.user_id, account.draft(), None)


async def quota(parts: Parts, account: Connected) -> Quota:
    """What a page shows before a post."""
    state = await parts.creators.describe(account.user_id, account.account_id)
    return CreatorAnswer.of(state).quota


async def test_a_discarded_draft_does_not_block_the_next(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.control("PUT", "switches", {"pending_limit": 6})  # one was discarded, for TikTok
    await fill(parts, account)
    warned = (await quota(parts, account)).pending_shares

    post = await parts.publishing.start(account.user_id, account.draft(), None)

    assert (warned.used, warned.near_limit, warned.closed_until) == (5, True, None)
    assert post.status == "UPLOADING"


@pytest.mark.parametrize("wish", [Connected.draft, Connected.photo_draft], ids=["video", "photos"])
async def test_tiktoks_refusal_closes_the_inbox_for_every_replica_for_ten_minutes(
    wish: Callable[[Connected], AnyRequest],
    connect: Connect,
    parts: Parts,
    sandbox: Sandbox,
    tmp_path: Path,
) -> None:
    account, other = await connect(), await connect("theo")
    await fill(parts, account)
    with pytest.raises(PostRejected, match="Too many drafts wait") as refused:
        await parts.publishing.start(account.user_id, account.draft(), None)
    calls = await sandbox.calls(INBOX)
    tiktok = TikTok(sandbox.session, sandbox.app)
    replica = join(parts.pool, tiktok, ring(tmp_path / "t2.json", b"t"), FaultPoints(None), RULES)

    with pytest.raises(RateLimited, match="try again in 10 minutes") as closed:
        await replica.publishing.start(account.user_id, wish(account), None)

    assert refused.value.retry_after == 600
    assert 590 < (closed.value.retry_after or 0) <= 600
    assert await sandbox.calls(INBOX) == calls
    assert (await quota(parts, account)).pending_shares.closed_until is not None
    await replica.publishing.start(account.user_id, account.request(), None)  # a direct post
    await replica.publishing.start(other.user_id, other.draft(), None)


async def test_after_ten_minutes_tiktok_is_asked_again(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.control("PUT", "switches", {"pending_limit": 1})
    await parts.publishing.start(account.user_id, account.draft(), None)
    with pytest.raises(PostRejected):
        await parts.publishing.start(account.user_id, account.draft(), None)
    await sandbox.control("PUT", "switches", {"pending_limit": 2})
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE endpoint_pauses SET until = now()")

    post = await parts.publishing.start(account.user_id, account.draft(), None)

    assert post.status == "UPLOADING"


async def test_a_draft_of_yesterday_is_not_counted(connect: Connect, parts: Parts) -> None:
    account = await connect()
    await fill(parts, account)
    async with parts.pool.connection() as connection:
        for table, column in (("posts", "created_at"), ("publish_attempts", "attempted_at")):
            await connection.execute(f"UPDATE {table} SET {column} = now() - interval '25 hours'")

    assert (await quota(parts, account)).pending_shares.used == 0
