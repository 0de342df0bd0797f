"""Cancelling: the request is stored, TikTok is asked, and its next status tells the outcome.

https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from accounts.calls.authorized import AuthorizedCalls, Call
from common.errors import NotFound
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Pool
from common.tus.errors import UploadFinished
from contracts.tiktok.commands import CancelPost
from contracts.tiktok.events import CancelRefused, CancelRequested
from platforms import errors as platform_errors
from platforms.tiktok.client import TikTok
from tiktok.errors import NotCancellable
from tiktok.posts.machine import Post
from tiktok.posts.queries import PostQueries
from tiktok.posts.store import TikTokPosts
from tiktok.posts.view import PostView
from tiktok.uploads.transfer import Transfer

log = get_logger(__name__)
AGAIN = timedelta(seconds=30)
CANCELLABLE = frozenset({"PROCESSING"})


class Cancelling:
    """Ends an unfinished upload here, and asks TikTok to give up a post that it fetches."""

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        tiktok: TikTok,
        calls: AuthorizedCalls,
        transfer: Transfer,
    ) -> None:
        self._pool, self._outbox, self._tiktok = pool, outbox, tiktok
        self._calls, self._transfer, self._queries = calls, transfer, PostQueries(pool)

    async def cancel(self, user_id: UUID, identity: str) -> PostView:
        """Cancel a user's post as far as that goes now; gives the post after it.

        Raises `NotFound`, `NotCancellable`, and what `Transfer.terminate` raises.
        """
        view = await self._queries.require(identity, user_id)
        if view.source == "FILE_UPLOAD":
            await self._end_upload(view)
        else:
            await self.request(view)
        return await self._queries.require(str(view.post_id), user_id)

    async def _end_upload(self, view: PostView) -> None:
        try:
            await self._transfer.terminate(view.post_id, view.user_id)
        except (NotFound, UploadFinished) as error:
            raise NotCancellable("There is no unfinished upload to give up.") from error

    async def request(self, view: PostView) -> None:
        """Store the request, once, with the command that carries it out.

        Raises `NotCancellable`.
        """
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
            await self._outbox.command(connection, command, f"cancel|{post.publish_id}")

    async def carry_out(self, post_id: UUID) -> None:
        """Ask TikTok to cancel; what fails for now stays due.

        Raises `RateLimited`, a `PlatformError`, and what `AccountTokens.valid` raises.
        """
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            is_due, post = await posts.is_cancel_due(post_id), await posts.lock(post_id)
        if not is_due or post is None:
            return  # a repeat, or the request was for an earlier attempt
        if post.publish_id is None or post.status not in CANCELLABLE:
            await self._settle(post, None)
            return
        call = Call(post.account_id, "cancel")
        try:
            await self._calls.make(call, self._tiktok.cancel, post.publish_id)
        except platform_errors.Rejected as error:
            await self._settle(post, error)
        else:
            await self._settle(post, None)

    async def _settle(self, asked: Post, refused: platform_errors.Rejected | None) -> None:
        """Nothing is due any more; TikTok is asked at once what became of the post.

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
            events = [_refusal(post, refused)] if refused else []
            await posts.record(post, events, poll_at=datetime.now(UTC))
        outcome = refused.code if refused else "asked"
        log.info("post cancelled", post_id=post_id, outcome=outcome)


def _refusal(post: Post, refused: platform_errors.Rejected) -> CancelRefused:
    return CancelRefused(
        **post.identity(),
        code=refused.code,
        platform_message=refused.said,
        log_id=refused.log_id,
    )
