"""The leader's look at posts that their users must be told of: late, lost, and public twice."""

from dataclasses import replace
from uuid import UUID

from accounts import metrics
from accounts.events import append, identity
from accounts.store import OAuthAccounts
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Pool
from common.tracing import beginning
from contracts.accounts import PostsFoundTwice
from contracts.tiktok.events import PostDelayed, PostLost
from tiktok.posts.due import DuePosts
from tiktok.posts.store import TikTokPosts

log = get_logger(__name__)
BATCH = 100


class Overdue:
    """Each method looks at the rows, so that it may run twice or be missed."""

    def __init__(self, pool: Pool, outbox: Outbox) -> None:
        self._pool, self._outbox = pool, outbox

    async def tell_delays(self) -> None:
        """Tell once that TikTok has had a post for half an hour without a final status."""
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            for late in await DuePosts(connection).delay(BATCH):
                post = await posts.lock(late.post_id)
                if post is not None:
                    delayed = PostDelayed(**post.identity(), since=late.since)
                    with beginning("tell of a delay"):
                        await posts.record(post, [delayed])

    async def tell_losses(self) -> None:
        """Tell that a post has waited for a day, and that TikTok is no longer asked about it."""
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            for late in await DuePosts(connection).find_lost(BATCH):
                post = await posts.lock(late.post_id)
                if post is not None:
                    post = replace(post, status="LOST")
                    lost = PostLost(**post.identity(), since=late.since)
                    with beginning("give a post up"):
                        await posts.record(post, [lost])
                    metrics.POSTS.labels("tiktok", "lost").inc()
                    log.warning("post lost", post_id=post.post_id)

    async def tell_doubles(self) -> None:
        """Tell which posts are public twice, once for each change, as a matter of their account.

        Each account has a transaction of its own.
        """
        async with self._pool.connection() as connection:
            account_ids = await DuePosts(connection).find_twice(BATCH)
        for account_id in account_ids:
            await self._tell_doubles_of(account_id)

    async def _tell_doubles_of(self, account_id: UUID) -> None:
        """Lock the account before its posts, which the finding of such a post could not do."""
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).lock(account_id)
            found = await DuePosts(connection).note_twice(account_id)
            if account is not None:
                event = PostsFoundTwice(**identity(account), post_ids=found)
                with beginning("tell of a double post"):
                    await append(connection, self._outbox, event)
