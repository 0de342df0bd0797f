"""TikTok's limits, kept before TikTok can see that they are broken, by all replicas together."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.calls.rate_windows import RateWindows
from accounts.metrics import POSTS, UNKNOWN_CODES
from common.errors import RateLimited, ServiceError
from common.faults import FaultPoints
from platforms.tiktok.client import TikTok
from tiktok.api.views import CreatorAnswer
from tiktok.errors import ChoiceRefused, PostRejected, TikTokUnavailable
from tiktok.parts import Parts, join
from tiktok.platform import LIMITS
from tiktok.posts.requests import AnyRequest
from tiktok.posts.view import PostView

from ..support import RULES, Connect, Connected, Sandbox, ring

DIRECT = "/v2/post/publish/video/init/"
INBOX = "/v2/post/publish/inbox/video/init/"
PHOTOS = "/v2/post/publish/content/init/"
CREATOR = "/v2/post/publish/creator_info/query/"
STATUS = "/v2/post/publish/status/fetch/"


@pytest.fixture
def replicas(parts: Parts, sandbox: Sandbox, tmp_path: Path) -> list[Parts]:
    """Two processes, which share nothing but the database."""
    tiktok = TikTok(sandbox.session, sandbox.app)
    other = join(parts.pool, tiktok, ring(tmp_path / "t2.json", b"t"), FaultPoints(None), RULES)
    return [parts, other]


async def test_a_call_that_is_made_again_is_counted_again(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    fault = {"endpoint": CREATOR, "kind": "status", "status": 503, "count": 2}
    await sandbox.control("POST", "faults", fault)

    await parts.creators.describe(account.user_id, account.account_id)

    assert await sandbox.calls(CREATOR) == 3
    async with parts.pool.connection() as connection:
        left = await RateWindows(connection, LIMITS).left(account.account_id, "creator")
    assert left["creator"] == LIMITS.windows["creator"].most - 3


async def race(replicas: list[Parts], account: Connected, wishes: list[AnyRequest]) -> list[Any]:
    """Start everything at once, by turns at each replica."""
    starts: list[Awaitable[PostView]] = [
        replicas[number % 2].publishing.start(account.user_id, wish, None)
        for number, wish in enumerate(wishes)
    ]
    return await asyncio.gather(*starts, return_exceptions=True)


async def test_the_seventh_init_in_a_minute_reaches_no_tiktok(
    connect: Connect, replicas: list[Parts], sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.control("PUT", "switches", {"pending_limit": 9})

    for wish, path in ((account.request, DIRECT), (account.draft, INBOX)):
        answers = await race(replicas, account, [wish() for _ in range(7)])

        refused = [answer for answer in answers if isinstance(answer, RateLimited)]
        assert len([answer for answer in answers if isinstance(answer, PostView)]) == 6
        assert [(one.retry_after or 0) > 0 for one in refused] == [True]
        assert await sandbox.calls(path) == 6


@pytest.mark.parametrize(
    ("path", "wish"),
    [
        (DIRECT, Connected.request),
        (INBOX, Connected.draft),
        (PHOTOS, Connected.photos),
    ],
    ids=["direct", "inbox", "photos"],
)
async def test_a_429_of_tiktok_closes_that_window_for_every_replica_until_it_said(
    path: str,
    wish: Callable[[Connected], AnyRequest],
    connect: Connect,
    replicas: list[Parts],
    sandbox: Sandbox,
) -> None:
    account, other = await connect(), await connect("theo")
    told = {"endpoint": path, "kind": "status", "status": 429, "retry_after": "90"}
    await sandbox.control("POST", "faults", told)
    with pytest.raises(RateLimited):
        await replicas[0].publishing.start(account.user_id, wish(account), None)

    with pytest.raises(RateLimited) as refused:
        await replicas[1].publishing.start(account.user_id, wish(account), None)

    assert 80 < (refused.value.retry_after or 0) <= 90
    await replicas[1].publishing.start(other.user_id, wish(other), None)
    assert await sandbox.calls(path) == 2


async def test_a_429_that_names_no_time_closes_the_window_for_a_minute(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.control("POST", "faults", {"endpoint": INBOX, "kind": "status", "status": 429})
    for _ in range(2):
        with pytest.raises(RateLimited) as refused:
            await parts.publishing.start(account.user_id, account.draft(), None)
        assert 50 < (refused.value.retry_after or 0) <= 60

    quota = CreatorAnswer.of(
        await parts.creators.describe(account.user_id, account.account_id)
    ).quota

    assert quota.inits_left_this_minute["inbox_init"] == 0
    assert await sandbox.calls(INBOX) == 1


async def test_the_creator_is_asked_for_twenty_times_a_minute(
    connect: Connect, replicas: list[Parts], sandbox: Sandbox
) -> None:
    account = await connect()

    answers = await asyncio.gather(
        *(
            replicas[number % 2].creators.describe(account.user_id, account.account_id)
            for number in range(21)
        ),
        return_exceptions=True,
    )

    assert [type(one) for one in answers].count(RateLimited) == 1
    assert await sandbox.calls(CREATOR) == 20


async def test_what_is_left_and_what_waits_is_told_before_a_post(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    for wish in (account.draft(), account.draft(), account.draft(), account.photo_draft()):
        await parts.publishing.start(account.user_id, wish, None)
    await parts.publishing.start(account.user_id, account.request(), None)

    quota = CreatorAnswer.of(
        await parts.creators.describe(account.user_id, account.account_id)
    ).quota

    pending = quota.pending_shares
    assert (pending.used, pending.limit, pending.near_limit) == (4, 5, True)
    assert (pending.inbox_videos, pending.photo_drafts) == (3, 1)
    assert quota.inits_left_this_minute == {"direct_init": 5, "inbox_init": 3, "photos_init": 5}
    assert quota.creator_queries_left_this_minute == 18
    assert (quota.posts_last_24_hours, quota.near_daily_limit) == (1, False)


async def test_every_refusal_is_counted_under_its_name(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    spam = {"endpoint": INBOX, "kind": "error_200", "code": "spam_risk_too_many_pending_share"}
    await sandbox.control("POST", "faults", spam)
    cases: list[tuple[AnyRequest, type[ServiceError], str]] = [
        (account.request(privacy_level="PUBLIC_TO_EVERYONE"), ChoiceRefused, "choice-refused"),
        (account.draft(), PostRejected, "rejected"),
    ]
    for wish, refusal, outcome in cases:
        counter = POSTS.labels("tiktok", outcome)
        before = counter._value.get()
        with pytest.raises(refusal):
            await parts.publishing.start(account.user_id, wish, None)
        assert counter._value.get() == before + 1


async def test_a_code_that_nobody_has_described_is_shown_as_it_is_and_counted(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    counter = UNKNOWN_CODES.labels("tiktok", "api")
    before = counter._value.get()
    new = {"endpoint": DIRECT, "kind": "error_200", "code": "a_code_of_next_year"}
    await sandbox.control("POST", "faults", new)

    with pytest.raises(PostRejected, match="does not know: a_code_of_next_year"):
        await parts.publishing.start(account.user_id, account.request(), None)

    assert counter._value.get() == before + 1


async def test_a_status_that_tiktok_asks_to_wait_for_is_not_asked_for_meanwhile(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.request(), None)
    await sandbox.control("POST", "faults", {"endpoint": STATUS, "kind": "status", "status": 429})
    with pytest.raises(TikTokUnavailable):
        await parts.polling.ask(post.post_id)

    with pytest.raises(RateLimited) as refused:
        await parts.polling.ask(post.post_id)

    assert 50 < (refused.value.retry_after or 0) <= 60
    assert await sandbox.calls(STATUS) == 1
