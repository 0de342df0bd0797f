"""TikTok's webhooks: early, repeated, late, and about accounts."""

import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from prometheus_client import REGISTRY

from accounts.store import OAuthAccounts
from contracts.tiktok.events import WebhookUnmatched
from platforms.tiktok.posting import InitAccepted
from tiktok.parts import Parts
from tiktok.posts.machine import Post
from tiktok.posts.queries import PostQueries
from tiktok.publishing.init import InitCall
from tiktok.watching.webhooks import WebhookHandler

from ..builders import Timers, never_answered
from ..support import Connect, Connected, Events, ReadTables, Sandbox, bodies, delivered, webhook

NOW = int(time.time())
SETTLED, WAITING = "postlog_webhook_settled_seconds_count", "postlog_pending_observations"
EXPIRY = "postlog_token_nearest_expiry_seconds"
REFUSED = "postlog_webhooks_refused_total"


async def hear(parts: Parts, *received: object) -> None:
    """Let the service consume deliveries, each in a transaction of its own."""
    handler = WebhookHandler(parts.outbox)
    for event in received:
        async with parts.pool.connection() as connection:
            await handler.handle(connection, delivered(event))  # type: ignore[arg-type]


async def status_of(parts: Parts, post_id: UUID, user_id: UUID) -> str:
    """Read the post's state."""
    view = await PostQueries(parts.pool).find(str(post_id), user_id)
    assert view is not None
    return view.status


def complete(account: Connected, publish_id: str, at: int = NOW) -> object:
    """The webhook of a published post."""
    content: dict[str, object] = {"publish_id": publish_id, "publish_type": "DIRECT_PUBLISH"}
    return webhook("post.publish.complete", account.open_id, content, at)


async def test_a_webhook_that_names_a_known_post_moves_it(
    connect: Connect, parts: Parts, events: Events
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.request(), None)

    await hear(parts, complete(account, post.publish_id or ""))

    assert await status_of(parts, post.post_id, account.user_id) == "PUBLISH_COMPLETE"
    assert (await events())[-1] == ("tiktok.PostPublished.v1", "4")


async def test_a_repeated_webhook_changes_nothing(
    connect: Connect, parts: Parts, tables: ReadTables
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.request(), None)
    delivery = complete(account, post.publish_id or "")
    await hear(parts, delivery)
    before = tables()

    await hear(parts, delivery, delivery)

    assert tables() == before


async def test_a_webhook_before_its_post_is_known_waits_and_is_applied_when_the_post_is_accepted(
    connect: Connect, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    account = await connect()
    early = await parts.publishing.start(account.user_id, account.request(), None)
    await never_answered(parts)
    await hear(parts, complete(account, early.publish_id or ""))
    assert await status_of(parts, early.post_id, account.user_id) == "INIT_ATTEMPTED"

    post = Post(early.post_id, account.account_id, account.user_id, "INIT_ATTEMPTED")
    intent = InitCall(post, 1, account.request())
    accepted = InitAccepted(publish_id=early.publish_id, upload_url="http://127.0.0.1/video/")
    await parts.inits.accept(intent, accepted)

    assert await status_of(parts, early.post_id, account.user_id) == "PUBLISH_COMPLETE"
    assert [kind for kind, _ in await events()][-2:] == [
        "tiktok.InitAccepted.v1",
        "tiktok.PostPublished.v1",
    ]


async def test_a_webhook_whose_post_never_comes_ends_as_unmatched(
    connect: Connect, parts: Parts, events: Events
) -> None:
    account = await connect()
    await hear(parts, complete(account, "v_pub_file~v2-1.404"))
    async with parts.pool.connection() as connection:
        await connection.execute(
            "UPDATE pending_observations SET received_at = now() - interval '8 days'"
        )

    await Timers(parts, 45).service.end_waiting()

    assert (await events())[-1][0] == "tiktok.WebhookUnmatched.v1"


def failed(open_id: str, publish_id: str) -> object:
    """The webhook of a post that failed, signed for this user."""
    content: dict[str, object] = {"publish_id": publish_id, "reason": "spam_risk"}
    return webhook("post.publish.failed", open_id, content, NOW)


@pytest.mark.parametrize("other", ["-000SomebodyElse", ""])
async def test_a_webhook_of_another_user_does_not_touch_the_post_and_says_why(
    connect: Connect, parts: Parts, other: str
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.request(), None)
    labels = {"provider": "tiktok", "reason": "another_user"}
    before = REGISTRY.get_sample_value(REFUSED, labels) or 0

    await hear(parts, failed(other, post.publish_id or ""))

    assert await status_of(parts, post.post_id, account.user_id) == "UPLOADING"
    [told] = await bodies(parts, WebhookUnmatched)
    assert (told.platform_user_id, told.publish_id) == (other, post.publish_id)
    assert told.reason == "another_user"
    assert REGISTRY.get_sample_value(REFUSED, labels) == before + 1


async def test_a_webhook_of_another_user_that_waited_for_the_post_is_not_applied_either(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    early = await parts.publishing.start(account.user_id, account.request(), None)
    await never_answered(parts)
    await hear(parts, failed("-000SomebodyElse", early.publish_id or ""))

    post = Post(early.post_id, account.account_id, account.user_id, "INIT_ATTEMPTED")
    accepted = InitAccepted(publish_id=early.publish_id, upload_url="http://127.0.0.1/video/")
    await parts.inits.accept(InitCall(post, 1, account.request()), accepted)

    assert await status_of(parts, early.post_id, account.user_id) == "UPLOADING"
    assert [told.reason for told in await bodies(parts, WebhookUnmatched)] == ["another_user"]


@pytest.mark.parametrize("sent", ["abc", "-1"])
async def test_a_public_id_that_is_none_is_not_shown(
    connect: Connect, parts: Parts, sent: str
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.request(), None)
    await hear(parts, complete(account, post.publish_id or ""))
    content: dict[str, object] = {"publish_id": post.publish_id, "post_id": sent}

    await hear(parts, webhook("post.publish.publicly_available", account.open_id, content, NOW + 1))

    view = await PostQueries(parts.pool).find(str(post.post_id), account.user_id)
    assert view is not None
    assert (view.status, view.post_ids) == ("PUBLISH_COMPLETE", [])


async def test_a_test_of_the_address_is_settled_and_changes_nothing(
    connect: Connect, parts: Parts, events: Events
) -> None:
    account = await connect()
    before = await events()

    await hear(parts, webhook("tiktok.ping", account.open_id, {}, NOW * 1000))

    assert await events() == before


async def test_withdrawn_access_makes_an_agent_ask_before_anything_is_disconnected(
    connect: Connect, parts: Parts, events: Events
) -> None:
    account = await connect()

    await hear(
        parts,
        webhook("authorization.removed", account.open_id, {"reason": 1}, int(time.time()) + 60),
    )

    async with parts.pool.connection() as connection:
        found = await OAuthAccounts(connection).find(account.account_id)
    assert found is not None
    assert (found.status, found.reason) == ("CHECKING", "user_disconnected")
    assert [kind for kind, _ in await events()][-2:] == [
        "accounts.AuthorizationRemovedObserved.v1",
        "commands.CheckGrant.v1",
    ]


async def test_a_withdrawal_older_than_the_grant_is_recorded_without_effect(
    connect: Connect, parts: Parts, events: Events
) -> None:
    account = await connect()
    yesterday = int((datetime.now(UTC) - timedelta(days=1)).timestamp())

    await hear(parts, webhook("authorization.removed", account.open_id, {"reason": 1}, yesterday))

    async with parts.pool.connection() as connection:
        found = await OAuthAccounts(connection).find(account.account_id)
    assert found is not None
    assert found.status == "CONNECTED"
    assert (await events())[-1][0] == "accounts.AuthorizationRemovedObserved.v1"


async def test_the_time_to_a_webhooks_effect_and_the_number_of_waiting_ones_are_measured(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    before = REGISTRY.get_sample_value(SETTLED, {"provider": "tiktok"}) or 0

    await hear(parts, complete(account, "v_pub_file~v2-1.404"))
    await Timers(parts, 45).service.measure_backlog()

    assert REGISTRY.get_sample_value(SETTLED, {"provider": "tiktok"}) == before + 1
    assert REGISTRY.get_sample_value(WAITING, {"provider": "tiktok"}) == 1


async def test_the_time_to_the_nearest_expiry_is_told_while_there_is_an_account(
    connect: Connect, parts: Parts
) -> None:
    leader = Timers(parts, 45).service

    await leader.measure_expiry()
    without = REGISTRY.get_sample_value(EXPIRY, {"provider": "tiktok"})
    account = await connect()
    async with parts.pool.connection() as connection:
        found = await OAuthAccounts(connection).find(account.account_id)
    await leader.measure_expiry()

    left = REGISTRY.get_sample_value(EXPIRY, {"provider": "tiktok"})
    assert without is None
    assert left is not None
    assert found is not None
    assert found.expires_at is not None
    assert left == pytest.approx((found.expires_at - datetime.now(UTC)).total_seconds(), abs=60)
