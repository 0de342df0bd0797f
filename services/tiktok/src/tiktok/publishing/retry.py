"""A new attempt of a post, because its user says so (ADR 0025)."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from accounts.tokens.tokens import AccountTokens
from common.idempotency import StillInProgress
from common.outbox import Outbox
from common.postgres import Pool
from contracts.tiktok.events import InitAttempted, RetryRequested
from tiktok.errors import NotRetryable
from tiktok.posts.attempts import PublishAttempts
from tiktok.posts.queries import PostViews, required
from tiktok.posts.requests import AnyRequest
from tiktok.posts.retries import retry_of
from tiktok.posts.store import TikTokPosts
from tiktok.posts.view import PostView
from tiktok.posts.words import words_of
from tiktok.publishing.addresses import request_of
from tiktok.publishing.checks import CheckedRequest, PostChecks, counting_refusals
from tiktok.publishing.init import InitCall, Inits
from tiktok.publishing.refusals import check_begun
from tiktok.uploads.transfer import Transfer


class Retrying:
    """Begins further attempts, one at a time and only where the last is over."""

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        tokens: AccountTokens,
        checks: PostChecks,
        inits: Inits,
        transfer: Transfer,
    ) -> None:
        self._pool, self._outbox, self._tokens = pool, outbox, tokens
        self._checks, self._inits, self._transfer = checks, inits, transfer

    async def retry(self, user_id: UUID, identity: str, key: str | None) -> PostView:
        """Begin a new attempt, or give the post where this key has begun one already.

        Raises `NotFound`, `NotRetryable`, `StillInProgress` where another request begins an attempt
        with this key at the same time, and what `PostChecks` and `Inits.make` raise.
        """
        async with self._pool.connection() as connection:
            view = required(await PostViews(connection).find(identity, user_id))
            begun = key and await PublishAttempts(connection).begun_with(view.post_id, key)
        if begun:
            check_begun(view)
            return view
        if view.status == "UPLOADING":
            view = await self._settled(view)
        check_retryable(view)
        request = request_of(self._tokens, view)
        with counting_refusals(request):
            token, _ = await self._checks.ask(await self._allowed(view, request))
            init = await self._intend(view, request, key)
        return await self._inits.make(init, token)

    async def _settled(self, view: PostView) -> PostView:
        """Let TikTok say what it has of an unfinished upload: it may have the whole video.

        Raises `NotRetryable` while a part of the video may be on its way.
        """
        upload = await self._transfer.find(view.post_id, view.user_id)
        if upload.chunk_in_flight is not None:
            raise NotRetryable("A part of the video is on its way to TikTok; wait a few minutes.")
        async with self._pool.connection() as connection:
            return required(await PostViews(connection).by_id(view.post_id, view.user_id))

    async def _allowed(self, view: PostView, request: AnyRequest) -> CheckedRequest:
        async with self._pool.connection() as connection:
            return await self._checks.look_up(connection, view.user_id, request)

    async def _intend(self, seen: PostView, request: AnyRequest, key: str | None) -> InitCall:
        """Commit a further attempt, unless the last one may by now come to something.

        Raises `NotRetryable`, or `StillInProgress` where this key has begun an attempt meanwhile.
        """
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            post = await posts.lock(seen.post_id)
            view = required(await PostViews(connection).by_id(seen.post_id, seen.user_id))
            if key and await PublishAttempts(connection).begun_with(seen.post_id, key):
                raise StillInProgress("An attempt with this key was begun a moment ago.")
            check_retryable(view)
            if post is None:
                raise LookupError(f"post {seen.post_id} is gone")
            again = replace(
                post,
                status="INIT_ATTEMPTED",
                publish_id=None,
                fail_reason=None,
                platform_status=None,
                platform_message=None,
                log_id=None,
            )
            init = InitCall(again, view.attempt + 1, request)
            await self._checks.take_room(connection, init, key)
            await posts.begin_attempt(again.post_id, init.attempt)
            identity = again.identity()
            asked = RetryRequested(**identity, attempt=init.attempt)
            await posts.record(again, [asked, InitAttempted(**identity, attempt=init.attempt)])
        return init


def check_retryable(post: PostView) -> None:
    """Raise `NotRetryable` where a new attempt could post it twice, or cannot succeed."""
    now = datetime.now(UTC)
    if retry_of(post, now) != "never":
        return
    if post.status in {"INIT_REJECTED", "FAILED"} and post.has_addresses:
        raise NotRetryable(" ".join(words_of(post, now)))
    if not post.has_addresses and not post.post_ids:
        raise NotRetryable("Postlog no longer has this post's addresses; start a new post.")
    raise NotRetryable(f"The post is {post.status}: a new attempt could post it twice.")
