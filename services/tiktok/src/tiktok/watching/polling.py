"""Asking TikTok where a post stands, within the rate window, and applying the answer."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from accounts.calls.authorized import AuthorizedCalls, Call
from common.errors import NotFound, ServiceError
from common.outbox import Outbox
from common.postgres import Pool
from platforms import errors as platform_errors
from platforms.tiktok.client import TikTok
from platforms.tiktok.status import PostStatus
from tiktok.errors import TikTokUnavailable, quoting
from tiktok.posts.due import DuePosts, Pollable
from tiktok.posts.machine import FINAL, Observation
from tiktok.posts.poll_schedule import next_poll
from tiktok.posts.queries import PostQueries
from tiktok.posts.store import TikTokPosts
from tiktok.posts.view import PostView
from tiktok.posts.words import explained
from tiktok.watching.applying import apply
from tiktok.watching.observations import of_poll

# An open page asks for the status every 6 seconds, and TikTok takes 30 status calls a minute.
FRESH = timedelta(seconds=15)
# An upload asks with the same calls whether a chunk has arrived: pages and polls leave it these.
FOR_UPLOADS = 10
INVALID_PUBLISH_ID = "invalid_publish_id"


class PostUnknown(TikTokUnavailable):
    """TikTok does not know the post, and so it has no byte of it."""


class Polling:
    """Status calls; each answer is applied in one transaction."""

    def __init__(self, pool: Pool, outbox: Outbox, tiktok: TikTok, calls: AuthorizedCalls) -> None:
        self._pool, self._outbox, self._tiktok, self._calls = pool, outbox, tiktok, calls
        self._queries = PostQueries(pool)

    async def ask(self, post_id: UUID, user_id: UUID | None = None) -> PostStatus:
        """Ask and apply, on behalf of an upload: the whole rate window may be used.

        Raises `NotFound` where TikTok has given no publish id, or the post is not the user's;
        `RateLimited` before the call where the window is full; `TikTokUnavailable` where TikTok
        gives no status, `PostUnknown` where it knows no such post; and what
        `AccountTokens.valid` raises.
        """
        post = await self._pollable(post_id)
        if post is None or user_id not in {None, post.user_id}:
            raise NotFound("There is no such post at TikTok.")
        return await self._ask(post, reserved=0)

    async def poll(self, post_id: UUID) -> None:
        """Carry out the timer's command: ask, unless TikTok has answered since it was written."""
        post = await self._pollable(post_id)
        if post is not None and not post.is_answered:
            await self._ask(post, reserved=FOR_UPLOADS)

    async def seen_now(self, identity: str, user_id: UUID) -> PostView:
        """Give a user's post; where it is unsettled and not fresh, TikTok is asked first.

        Where TikTok cannot be asked, our row is the answer. Raises `NotFound`.
        """
        view = await self._queries.require(identity, user_id)
        if view.publish_id is None or view.status in FINAL or _is_fresh(view):
            return view
        with suppress(ServiceError):
            post = await self._pollable(view.post_id)
            if post is not None:
                await self._ask(post, reserved=FOR_UPLOADS)
        return await self._queries.require(str(view.post_id), user_id)

    async def _pollable(self, post_id: UUID) -> Pollable | None:
        async with self._pool.connection() as connection:
            return await DuePosts(connection).pollable(post_id)

    async def _ask(self, post: Pollable, reserved: int) -> PostStatus:
        call, asked_at = Call(post.account_id, "status", reserved=reserved), datetime.now(UTC)
        try:
            status = await self._calls.make(call, self._tiktok.fetch_status, post.publish_id)
        except platform_errors.PlatformError as error:
            if isinstance(error, platform_errors.Rejected):  # the same call is refused again
                await self._apply(post, _refused(post.publish_id, error.code, asked_at))
            if error.code == INVALID_PUBLISH_ID:  # another token's post may exist all the same
                raise quoting(error, PostUnknown("TikTok does not know the post.")) from error
            sentence = f"TikTok gave no status. {explained('api', error.code).advice}"
            raise quoting(error, TikTokUnavailable(sentence)) from error
        await self._apply(post, of_poll(post.publish_id, status, asked_at), status.uploaded_bytes)
        return status

    async def _apply(
        self, asked: Pollable, observation: Observation, uploaded_bytes: int = 0
    ) -> None:
        async with self._pool.connection() as connection:
            post = await TikTokPosts(connection, self._outbox).lock(asked.post_id)
            if post is None:
                return
            await apply(connection, self._outbox, post, observation)
            if post.publish_id == asked.publish_id:
                due_posts = DuePosts(connection)
                again = next_poll(await due_posts.waiting(post.post_id))
                await due_posts.note_poll(post.post_id, uploaded_bytes, again)


def _is_fresh(view: PostView) -> bool:
    return view.observed_at is not None and datetime.now(UTC) - view.observed_at < FRESH


def _refused(publish_id: str, code: str, asked_at: datetime) -> Observation:
    """TikTok does not know the post: its state stays, and the code is what its user is shown."""
    return Observation(by="poll", at=asked_at, publish_id=publish_id, status=code)
