"""A batch takes its locks in the order of the rest of the service: inbox, account, then posts."""

import asyncio
import time
from types import SimpleNamespace
from uuid import UUID

from accounts.grants import GrantHandler
from accounts.inbox import Inbox
from accounts.store import OAuthAccounts
from common.event import Delivered
from common.subscription import one_by_one
from contracts.accounts import PostsFoundTwice
from contracts.auth import GrantIssued
from contracts.webhooks import WebhookReceived
from tiktok.parts import Parts
from tiktok.platform import PROVIDER
from tiktok.posts.due import DuePosts
from tiktok.posts.queries import PostQueries
from tiktok.posts.store import TikTokPosts
from tiktok.watching.overdue import Overdue
from tiktok.watching.webhooks import WebhookHandler
from vault.keyring import Keyring

from ..builders import until_waiting
from ..support import SCOPES, Connect, Connected, bodies, delivered, sealed_grant, webhook


async def test_a_batch_and_a_holder_of_the_account_do_not_wait_for_each_other(
    connect: Connect, parts: Parts
) -> None:
    account, now = await connect(), int(time.time())
    post = await parts.publishing.start(account.user_id, account.request(), None)
    content: dict[str, object] = {"publish_id": post.publish_id}
    batch = [
        delivered(webhook("post.publish.complete", account.open_id, content, now)),
        delivered(webhook("authorization.removed", account.open_id, {"reason": 1}, now)),
    ]
    webhooks = WebhookHandler(parts.outbox)
    handle = webhooks.in_lock_order(one_by_one({WebhookReceived: webhooks.handle}))

    async def consume() -> None:
        async with parts.pool.connection() as connection:
            await handle(connection, batch)

    async with parts.pool.connection() as connection:
        await OAuthAccounts(connection).lock(account.account_id)
        consuming = asyncio.create_task(consume())
        await until_waiting(parts)
        await TikTokPosts(connection, parts.outbox).lock(post.post_id)
    await consuming

    view = await PostQueries(parts.pool).require(str(post.post_id), account.user_id)
    assert view.status == "PUBLISH_COMPLETE"


async def test_a_removal_and_a_new_grant_of_one_account_do_not_wait_for_each_other(
    connect: Connect, parts: Parts, grants: GrantHandler, grant_ring: Keyring
) -> None:
    account = await connect()
    removal = webhook("authorization.removed", account.open_id, {"reason": 1}, int(time.time()))
    webhooks = WebhookHandler(parts.outbox)
    handle = webhooks.in_lock_order(one_by_one({WebhookReceived: webhooks.handle}))

    async def consume() -> None:
        async with parts.pool.connection() as connection:
            await handle(connection, [delivered(removal)])

    async with parts.pool.connection() as connection:
        await Inbox(connection, PROVIDER).lock(account.open_id)
        consuming = asyncio.create_task(consume())
        await until_waiting(parts)
        await grants.connect(connection, newer_grant(account, grant_ring))
    await consuming

    async with parts.pool.connection() as connection:
        found = await OAuthAccounts(connection).find(account.account_id)
    assert found is not None
    assert found.grant_sequence == 2


async def test_two_batches_about_the_same_two_accounts_take_them_in_one_order(
    connect: Connect, parts: Parts, grants: GrantHandler, grant_ring: Keyring
) -> None:
    first, second = sorted(
        [await connect("mara"), await connect("theo")], key=lambda account: account.open_id
    )
    now, webhooks = int(time.time()), WebhookHandler(parts.outbox)
    handle = webhooks.in_lock_order(
        one_by_one({WebhookReceived: webhooks.handle, GrantIssued: grants.connect})
    )
    granted = [newer_grant(account, grant_ring) for account in (second, first)]
    removed = [
        delivered(webhook("authorization.removed", account.open_id, {"reason": 1}, now))
        for account in (first, second)
    ]

    async def consume() -> None:
        async with parts.pool.connection() as connection:
            await handle(connection, granted)

    async with parts.pool.connection() as connection:
        await Inbox(connection, PROVIDER).lock(first.open_id)
        consuming = asyncio.create_task(consume())
        await until_waiting(parts)
        await handle(connection, removed)
    await consuming

    async with parts.pool.connection() as connection:
        found = await OAuthAccounts(connection).find(second.account_id)
    assert found is not None
    assert found.grant_sequence == 2


async def test_a_batch_of_posts_and_a_reconnected_account_lock_the_posts_in_one_order(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    low, high = sorted([await waiting_post(account, parts) for _ in range(2)])
    await move_behind(parts, low, high)

    async def hasten() -> None:
        async with parts.pool.connection() as connection:
            await DuePosts(connection).hasten(account.account_id)

    async with parts.pool.connection() as connection:
        posts = TikTokPosts(connection, parts.outbox)
        await posts.lock(low)
        hastening = asyncio.create_task(hasten())
        await until_waiting(parts)
        await posts.lock_all([low, high])
    await hastening

    async with parts.pool.connection() as connection:
        cursor = await connection.execute("SELECT count(*) FROM posts WHERE next_poll_at <= now()")
        assert await cursor.fetchone() == (2,)


async def test_the_doubles_of_one_account_are_told_before_the_next_account_is_waited_for(
    connect: Connect, parts: Parts
) -> None:
    first, second = sorted(
        [await connect("mara"), await connect("theo")], key=lambda account: account.account_id
    )
    post_id, _ = await waiting_post(first, parts), await waiting_post(second, parts)
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE posts SET twice_due = true")

    async with parts.pool.connection() as connection:
        await OAuthAccounts(connection).lock(second.account_id)
        telling = asyncio.create_task(Overdue(parts.pool, parts.outbox).tell_doubles())
        await until_waiting(parts)
        await TikTokPosts(connection, parts.outbox).lock(post_id)
    await telling

    told_of = await bodies(parts, PostsFoundTwice)
    assert {event.account_id for event in told_of} == {first.account_id, second.account_id}


async def waiting_post(account: Connected, parts: Parts) -> UUID:
    return (await parts.publishing.start(account.user_id, account.request(), None)).post_id


async def move_behind(parts: Parts, moved: UUID, other: UUID) -> None:
    """Let a scan of the table or of its indexes meet the row after the other."""
    statement = (
        "UPDATE posts SET created_at = now() + interval '1 hour' WHERE post_id = %s"
        " RETURNING ctid > (SELECT ctid FROM posts WHERE post_id = %s)"
    )
    async with parts.pool.connection() as connection:
        while await (await connection.execute(statement, (moved, other))).fetchone() != (True,):
            pass


def newer_grant(account: Connected, grant_ring: Keyring) -> Delivered:
    """What `auth` appends when the account's user has allowed everything once more."""
    tokens = SimpleNamespace(
        open_id=account.open_id,
        access_token="act.2",
        refresh_token="rft.2",
        scopes=SCOPES,
        expires_in=86_400,
        refresh_expires_in=31_536_000,
    )
    grant = sealed_grant(grant_ring, tokens, 2, account.account_id, account.user_id)
    return delivered(grant, 2)
