"""Cancelling: a wish is written down, TikTok is asked, and its word on the post says what became.

https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from accounts.calls.authorized import AuthorizedCalls
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Pool
from contracts.tiktok.commands import CancelPost
from contracts.tiktok.events import CancelRefused, CancelRequested
from platforms import errors as platform_errors
from platforms.tiktok.client import TikTok
from tiktok.errors import NotCancellable
from tiktok.posts.machine import Post
from tiktok.posts.store import PostView, TikTokPosts

log = get_logger(__name__)
AGAIN = timedelta(seconds=30)
CANCELLABLE = frozenset({"PROCESSING"})


class Cancelling:
    """For posts that TikTok fetches; an upload is given up by its own user, without TikTok."""

    def __init__(self, pool: Pool, outbox: Outbox, tiktok: TikTok, calls: AuthorizedCalls) -> None:
        self._pool, self._outbox, self._tiktok, self._calls = pool, outbox, tiktok, calls

    async def request(self, view: PostView) -> None:
        """Write the wish down, once, with the command that carries it out."""
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            post = await posts.lock(view.post_id)
            if post is None or post.status not in CANCELLABLE or view.source != "PULL_FROM_URL":
                raise NotCancellable("TikTok has the post already, or it is settled.")
            if view.cancel_due_at is not None:
                return
            await posts.cancel_after(post.post_id, datetime.now(UTC) + AGAIN)
            await posts.record(post, [CancelRequested(**post.identity())])
            command = CancelPost(account_id=post.account_id, post_id=post.post_id)
            await self._outbox.append(connection, command, f"cancel|{post.publish_id}")

    async def carry_out(self, post_id: UUID) -> None:
        """Ask TikTok; what fails for now stays due."""
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            is_due, post = await posts.is_cancel_due(post_id), await posts.lock(post_id)
        if not is_due or post is None:
            return  # a repeat, or the wish was for an earlier attempt
        if post.publish_id is None or post.status not in CANCELLABLE:
            await self._settle(post, None)
            return
        try:
            await self._ask(post, post.publish_id)
        except platform_errors.Rejected as error:
            await self._settle(post, error.code)
        else:
            await self._settle(post, None)

    async def _ask(self, post: Post, publish_id: str) -> None:
        cancel = self._tiktok.cancel
        await self._calls.make(post.account_id, "cancel", lambda token: cancel(token, publish_id))

    async def _settle(self, asked: Post, refused: str | None) -> None:
        """Nothing is due any more; let TikTok be asked at once what became of the post.

        Where another attempt has begun meanwhile, the answer was not about it.
        """
        post_id = asked.post_id
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            post = await posts.lock(post_id)
            if post is None or post.publish_id != asked.publish_id:
                return
            await posts.cancel_after(post_id, None)
            if post.status not in CANCELLABLE:
                return
            if refused is not None:
                event = CancelRefused(**post.identity(), code=refused)
                await posts.record(post, [event])
            await posts.poll_after(post_id, datetime.now(UTC))
        log.info("post cancelled", post_id=post_id, outcome=refused or "asked")
