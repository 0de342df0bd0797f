"""Asking TikTok where a post stands, within its budget, and letting the machine hear the answer."""

from datetime import UTC, datetime
from uuid import UUID

from accounts.calls.authorized import AuthorizedCalls
from common.errors import NotFound
from common.outbox import Outbox
from common.postgres import Pool
from platforms import errors as platform_errors
from platforms.tiktok.client import TikTok
from platforms.tiktok.status import PostStatus
from tiktok.errors import TikTokUnavailable
from tiktok.posts.due import DuePosts
from tiktok.posts.machine import FINAL, Observation, Post, polled_ids
from tiktok.posts.poll_schedule import next_poll
from tiktok.posts.store import PostView, TikTokPosts
from tiktok.watching.observations import hear

FRESH_SECONDS = 5.0


class Polling:
    """One answer, one transaction; the time of the word is when it was asked for."""

    def __init__(self, pool: Pool, outbox: Outbox, tiktok: TikTok, calls: AuthorizedCalls) -> None:
        self._pool, self._outbox, self._tiktok, self._calls = pool, outbox, tiktok, calls

    async def ask(self, post_id: UUID, user_id: UUID | None = None) -> PostStatus:
        """Ask and record; raises `RateLimited` before the call where the budget is spent."""
        async with self._pool.connection() as connection:
            post = await TikTokPosts(connection, self._outbox).lock(post_id)
            if post is None or post.publish_id is None or user_id not in {None, post.user_id}:
                raise NotFound("There is no such post at TikTok.")
        fetch, publish_id = self._tiktok.fetch_status, post.publish_id
        asked_at = datetime.now(UTC)
        try:
            status = await self._calls.make(
                post.account_id, "status", lambda token: fetch(token, publish_id)
            )
        except platform_errors.PlatformError as error:
            raise TikTokUnavailable(f"TikTok gave no status: {error.code}") from error
        await self._hear(post, status, asked_at)
        return status

    async def refresh_view(self, view: PostView) -> bool:
        """Ask about an unsettled post whose last observation is old; False for any other."""
        if view.publish_id is None or view.status in FINAL:
            return False
        age = datetime.now(UTC) - view.observed_at if view.observed_at else None
        if age is not None and age.total_seconds() < FRESH_SECONDS:
            return False
        await self.ask(view.post_id, view.user_id)
        return True

    async def _hear(self, asked: Post, status: PostStatus, asked_at: datetime) -> None:
        observation = Observation(
            by="poll",
            at=asked_at,
            publish_id=asked.publish_id,
            status=status.status,
            fail_reason=status.fail_reason or None,
            uploaded_bytes=status.uploaded_bytes or None,
            visibility=polled_ids(asked_at, status.post_ids),
        )
        async with self._pool.connection() as connection:
            post = await TikTokPosts(connection, self._outbox).lock(asked.post_id)
            if post is None:
                return
            await hear(connection, self._outbox, post, observation)
            if post.publish_id == asked.publish_id:
                due_posts = DuePosts(connection)
                again = next_poll(await due_posts.waiting(post.post_id))
                await due_posts.note_poll(post.post_id, status.uploaded_bytes, again)
