"""A batch of webhooks locks the account before its posts, as the rest of the service does."""

import asyncio
import time

from accounts.store import OAuthAccounts
from common.consumer import one_by_one
from contracts.webhooks import WebhookReceived
from tiktok.parts import Parts
from tiktok.posts.queries import PostQueries
from tiktok.posts.store import TikTokPosts
from tiktok.watching.webhooks import WebhookHandler

from ..support import Connect, delivered, webhook

WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


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


async def until_waiting(parts: Parts) -> None:
    """Wait until somebody waits for a lock."""
    async with asyncio.timeout(20):
        while True:
            async with parts.pool.connection() as connection:
                cursor = await connection.execute(WAITS)
                row = await cursor.fetchone()
            if row and row[0]:
                return
