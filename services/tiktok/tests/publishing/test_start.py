"""One init call per post, whatever happens to its answer."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from psycopg import OperationalError

from accounts.errors import AccountNotUsable, ReauthorizationRequired
from accounts.store import OAuthAccounts
from common.errors import NotFound, RateLimited
from common.idempotency import KeyReused, StillInProgress
from platforms.tiktok.client import TikTok
from tiktok.errors import (
    PostRejected,
    TikTokUnavailable,
)
from tiktok.parts import Parts
from tiktok.posts.queries import PostQueries
from tiktok.posts.view import PostView
from tiktok.publishing.init import Inits

from ..builders import Timers, never_answered, publishing_with, stand
from ..support import Connect, Events, Sandbox

INIT = "/v2/post/publish/video/init/"
SPAM = {"endpoint": INIT, "kind": "error_200", "code": "spam_risk"}


async def test_an_accepted_post_has_a_publish_id_and_a_sealed_upload_url(
    connect: Connect, parts: Parts, events: Events
) -> None:
    account = await connect()

    post = await parts.publishing.start(account.user_id, account.request(title="Sourdough"), None)

    assert (post.status, post.publish_id is not None) == ("UPLOADING", True)
    assert await events() == [
        ("accounts.AccountConnected.v1", "1"),
        ("tiktok.PostRequested.v1", "1"),
        ("tiktok.InitAttempted.v1", "2"),
        ("tiktok.InitAccepted.v1", "3"),
    ]
    async with parts.pool.connection() as connection:
        cursor = await connection.execute("SELECT sealed_upload_url FROM publish_attempts")
        row = await cursor.fetchone()
    assert row is not None
    assert b"upload" not in row[0]


@pytest.mark.parametrize("kind", ["reset_after", "reset_before", "truncated", "html"])
async def test_an_answer_that_never_came_is_unknown_and_is_not_asked_for_again(
    kind: str, connect: Connect, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    account = await connect()
    await sandbox.control("POST", "faults", {"endpoint": INIT, "kind": kind})

    post = await parts.publishing.start(account.user_id, account.request(), None)

    assert (post.status, post.publish_id) == ("INIT_OUTCOME_UNKNOWN", None)
    assert await sandbox.calls(INIT) == 1
    assert (await events())[-1] == ("tiktok.InitOutcomeUnknown.v1", "3")


async def test_a_refusal_is_told_in_a_sentence_and_nothing_is_created(
    connect: Connect, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    account = await connect()
    await sandbox.control("POST", "faults", SPAM)

    with pytest.raises(PostRejected, match="takes this post for spam"):
        await parts.publishing.start(account.user_id, account.request(), None)

    assert (await events())[-1][0] == "tiktok.InitRejected.v1"


async def test_the_same_key_and_body_give_the_post_as_it_is_now(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()

    first = await parts.publishing.start(account.user_id, account.request(), "key-1")
    second = await parts.publishing.start(account.user_id, account.request(), "key-1")

    assert second.post_id == first.post_id
    assert await sandbox.calls(INIT) == 1


async def test_the_same_key_with_another_body_is_refused(connect: Connect, parts: Parts) -> None:
    account = await connect()
    await parts.publishing.start(account.user_id, account.request(), "key-1")

    with pytest.raises(KeyReused):
        await parts.publishing.start(account.user_id, account.request(title="Other"), "key-1")


async def test_a_post_whose_init_is_not_answered_yet_is_still_in_progress(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    await parts.publishing.start(account.user_id, account.request(), "key-1")
    await stand(parts, "INIT_ATTEMPTED")

    with pytest.raises(StillInProgress):
        await parts.publishing.start(account.user_id, account.request(), "key-1")


async def test_the_seventh_init_in_a_minute_is_refused_before_tiktok_sees_it(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    for _ in range(6):
        await parts.publishing.start(account.user_id, account.request(), None)

    with pytest.raises(RateLimited) as refused:
        await parts.publishing.start(account.user_id, account.request(), None)

    assert 0 < (refused.value.retry_after or 0) <= 60
    assert await sandbox.calls(INIT) == 6


async def test_another_users_account_is_not_found(connect: Connect, parts: Parts) -> None:
    account = await connect()

    with pytest.raises(NotFound):
        await parts.publishing.start(uuid4(), account.request(), None)


async def test_a_disconnecting_account_takes_no_new_post(connect: Connect, parts: Parts) -> None:
    account = await connect()
    async with parts.pool.connection() as connection:
        await OAuthAccounts(connection).set_status(account.account_id, "DISCONNECTING")

    with pytest.raises(AccountNotUsable):
        await parts.publishing.start(account.user_id, account.request(), None)


async def test_a_token_that_tiktok_refuses_is_refreshed_once_and_the_post_goes_on(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.control("POST", "expire", {"open_id": account.open_id})

    post = await parts.publishing.start(account.user_id, account.request(), None)

    assert post.status == "UPLOADING"
    refreshes = await sandbox.control(
        "GET", "requests?path=/v2/oauth/token/&grant_type=refresh_token"
    )
    assert refreshes["count"] == 1


async def test_a_post_left_without_an_outcome_becomes_unknown(
    connect: Connect, parts: Parts, events: Events
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.request(), None)
    await never_answered(parts)
    timers = Timers(parts, 45)

    await timers.posts.settle_lost_inits()
    await timers.posts.settle_lost_inits()

    view = await PostQueries(parts.pool).find(str(post.post_id), account.user_id)
    assert view is not None
    assert view.status == "INIT_OUTCOME_UNKNOWN"
    assert [kind for kind, _ in await events()].count("tiktok.InitOutcomeUnknown.v1") == 1


async def test_a_tiktok_that_cannot_be_reached_has_created_nothing(
    connect: Connect, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    account = await connect()
    nowhere = replace(sandbox.app, api_url="http://127.0.0.1:9")
    tiktok = TikTok(sandbox.session, nowhere)
    inits = Inits(parts.pool, parts.outbox, tiktok, parts.calls, parts.tokens, parts.faults)
    publishing = publishing_with(parts, inits=inits)

    with pytest.raises(TikTokUnavailable):
        await publishing.start(account.user_id, account.request(), None)

    assert (await events())[-1][0] == "tiktok.InitRejected.v1"


async def test_a_refused_post_is_refused_again_under_the_same_key(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.control("POST", "faults", SPAM)
    for _ in range(2):
        with pytest.raises(PostRejected, match="takes this post for spam"):
            await parts.publishing.start(account.user_id, account.request(), "key-1")

    assert await sandbox.calls(INIT) == 1


async def test_a_post_that_tiktok_told_to_wait_may_be_tried_again_later_under_its_key(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.control(
        "POST",
        "faults",
        {"endpoint": INIT, "kind": "status", "status": 429, "retry_after": "40"},
    )
    for _ in range(2):  # the second is not even asked
        with pytest.raises(RateLimited) as refused:
            await parts.publishing.start(account.user_id, account.request(), "key-1")
        assert 30 < (refused.value.retry_after or 0) <= 40
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE endpoint_pauses SET until = now()")

    post = await parts.publishing.start(account.user_id, account.request(), "key-1")

    assert post.status == "UPLOADING"
    assert await sandbox.calls(INIT) == 2


async def test_a_grant_that_ended_meanwhile_starts_no_post(
    connect: Connect, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    account = await connect()
    await sandbox.control("POST", "users/mara/disconnect")

    with pytest.raises(ReauthorizationRequired):
        await parts.publishing.start(account.user_id, account.request(), None)

    assert (await events())[-1][0] == "accounts.ReauthorizationRequired.v1"
    assert await sandbox.calls(INIT) == 0


async def test_a_grant_whose_end_only_the_init_shows_rejects_the_post_at_once(
    connect: Connect, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    account = await connect()
    await sandbox.control("POST", "users/mara/disconnect")

    with pytest.raises(ReauthorizationRequired):
        await parts.publishing.start(account.user_id, account.draft(), None)

    assert (await events())[-1][0] == "tiktok.InitRejected.v1"


async def test_an_accepted_init_is_kept_while_the_database_is_away_for_a_moment(
    connect: Connect, parts: Parts, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = await connect()
    accept, tries = parts.inits.accept, 0

    async def away_at_first(*arguments: Any) -> PostView:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise OperationalError("the connection is lost")
        return await accept(*arguments)

    monkeypatch.setattr(parts.inits, "accept", away_at_first)
    post = await parts.publishing.start(account.user_id, account.request(), None)

    assert post.status == "UPLOADING"
    assert await sandbox.calls(INIT) == 1
