"""A new attempt of a post, because its user says so (ADR 0025)."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from accounts.tokens.tokens import AccountTokens
from common.idempotency import StillInProgress, request_sha256
from common.outbox import Outbox
from common.postgres import Pool
from common.web import telling_faults
from contracts.tiktok.events import ChangedPost, InitAttempted, RetryRequested
from tiktok.errors import NotRetryable
from tiktok.posts.attempts import AttemptKey, PublishAttempts
from tiktok.posts.queries import PostViews, required
from tiktok.posts.requests import AnyRequest, PhotosRequest, PostChanges, changed, differences
from tiktok.posts.retries import retry_of
from tiktok.posts.store import NewPost, TikTokPosts
from tiktok.posts.view import PostView
from tiktok.posts.words import words_of
from tiktok.publishing.addresses import asked_before, request_of, sealed_addresses
from tiktok.publishing.checks import CheckedRequest, PostChecks, counting_refusals
from tiktok.publishing.init import InitCall, Inits
from tiktok.publishing.refusals import check_begun
from tiktok.uploads.transfer import Transfer

NO_CHANGES = PostChanges()


@dataclass(frozen=True, slots=True)
class Again:
    """What a new attempt asks for; `news` is None where that is the same as before."""

    request: AnyRequest
    news: ChangedPost | None
    key: AttemptKey | None


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

    async def asked(self, user_id: UUID, identity: str) -> PostChanges:
        """Give what the post's newest attempt asks for, to be changed; raises `NotFound`."""
        async with self._pool.connection() as connection:
            view = required(await PostViews(connection).find(identity, user_id))
        return asked_before(self._tokens, view)

    async def retry(
        self, user_id: UUID, identity: str, key: str | None, changes: PostChanges = NO_CHANGES
    ) -> PostView:
        """Begin a new attempt, or give the post where this key has begun one already.

        Raises `NotFound`, `NotRetryable`, `InvalidRequest`, `KeyReused`, `StillInProgress` where
        another request begins an attempt with this key at the same time, and what `PostChecks` and
        `Inits.make` raise.
        """
        named = AttemptKey(key, request_sha256(changes)) if key else None
        async with self._pool.connection() as connection:
            view = required(await PostViews(connection).find(identity, user_id))
            begun = named and await PublishAttempts(connection).begun_with(view.post_id, named)
        if begun:
            check_begun(view)
            return view
        if view.status == "UPLOADING":
            view = await self._settled(view)
        check_retryable(view)
        before = request_of(self._tokens, view)
        with telling_faults():
            request = changed(before, changes)
        again = Again(request, news_of(view, before, request), named)
        with counting_refusals(request):
            token, _ = await self._checks.ask(await self._allowed(view, request))
            init = await self._intend(view, again)
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

    async def _intend(self, seen: PostView, asked: Again) -> InitCall:
        """Commit a further attempt, unless the last one may by now come to something.

        Raises `NotRetryable`, or `StillInProgress` where this key has begun an attempt meanwhile.
        """
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            post = await posts.lock(seen.post_id)
            view = required(await PostViews(connection).by_id(seen.post_id, seen.user_id))
            attempts = PublishAttempts(connection)
            if asked.key and await attempts.begun_with(seen.post_id, asked.key):
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
            if asked.news is not None:
                sealed = sealed_addresses(self._tokens, post.post_id, asked.request)
                await posts.ask_for(NewPost(again, asked.request, None, sealed))
            init = InitCall(again, view.attempt + 1, asked.request)
            await self._checks.take_room(connection, init)
            if asked.key:
                await attempts.keep_key(post.post_id, init.attempt, asked.key)
            await posts.begin_attempt(again.post_id, init.attempt)
            identity, attempt = again.identity(), init.attempt
            wish = RetryRequested(**identity, attempt=attempt, request=asked.news)
            await posts.record(again, [wish, InitAttempted(**identity, attempt=attempt)])
        return init


def news_of(view: PostView, before: AnyRequest, after: AnyRequest) -> ChangedPost | None:
    """Say what the user has changed, and all that is asked for then; addresses may be secret."""
    if after is before:
        return None
    photos = after if isinstance(after, PhotosRequest) else None
    return ChangedPost(
        changed=differences(before, after),
        requested_at=view.created_at,
        mode=after.mode,
        media=after.media,
        source=after.source,
        title=after.title,
        description=photos.description if photos else "",
        privacy_level=after.privacy_level,
        video_size=None if isinstance(after, PhotosRequest) else after.video_size,
        photo_count=photos.photo_count if photos else None,
        is_aigc=after.is_aigc,
        consent=after.consent.of_event() if after.consent else None,
    )


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
