"""The one call that creates a post: its intent is committed before, its outcome after.

An answer that never reached us is `INIT_OUTCOME_UNKNOWN`, and is not repeated by itself.
"""

from collections.abc import Awaitable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from psycopg import DataError, IntegrityError

from accounts.calls.authorized import AuthorizedCalls
from accounts.inbox import Inbox
from accounts.tokens.tokens import AccountTokens
from accounts.turns import AccountTurns
from common import metrics
from common.errors import ServiceError
from common.faults import FaultPoints
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from common.retry import forever
from contracts.tiktok.events import InitAccepted, InitOutcomeUnknown, InitRejected
from platforms import errors as platform_errors
from platforms.tiktok import posting
from platforms.tiktok.client import TikTok
from tiktok.platform import PROVIDER, RECONCILE, turns
from tiktok.posts.attempts import Attempt, PublishAttempts
from tiktok.posts.due import DuePosts
from tiktok.posts.machine import Post
from tiktok.posts.poll_schedule import SOONEST
from tiktok.posts.requests import PhotosRequest, UploadRequest, Wish
from tiktok.posts.store import TikTokPosts
from tiktok.publishing.refusals import may_have_happened, told_of
from tiktok.sealed_columns import upload_url_aad
from tiktok.uploads.sessions import UploadSessions
from tiktok.watching.observations import consume_early_webhooks

log = get_logger(__name__)
UNSTORABLE = (IntegrityError, DataError)  # no further try will store it
UPLOAD_URL_LIFE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Intent:
    """One init call that may be made, once."""

    post: Post
    attempt: int
    wish: Wish

    @property
    def endpoint(self) -> str:
        """The window that the call counts in."""
        return endpoint_of(self.wish)

    @property
    def cause(self) -> str:
        """What the call is counted under, once, with the intent."""
        return f"{self.post.post_id}|{self.attempt}"


def endpoint_of(wish: Wish) -> str:
    """Name the window of a wish's init: TikTok has one for each endpoint."""
    if isinstance(wish, PhotosRequest):
        return "photos_init"
    return "direct_init" if wish.is_direct else "inbox_init"


class Inits:
    """Makes init calls, and commits what came of them."""

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        tiktok: TikTok,
        calls: AuthorizedCalls,
        tokens: AccountTokens,
        faults: FaultPoints,
    ) -> None:
        self._pool, self._outbox, self._tiktok = pool, outbox, tiktok
        self._calls, self._tokens, self._faults = calls, tokens, faults

    async def make(self, intent: Intent) -> None:
        """Call TikTok and commit the outcome; raise what the caller is told of a refusal."""
        try:
            accepted = await self._call(intent)
        except platform_errors.PlatformError as error:
            if may_have_happened(error):
                await self.lose(intent.post.post_id, intent.attempt)
                return
            told = told_of(error)
            await self._reject(intent, error.code, error.log_id, told)
            raise told from error
        except ServiceError as error:  # no token could be had, so nothing was created
            await self._reject(intent, error.kind, None, error)
            raise
        self._faults.reach("init-answered")
        # The publish id exists nowhere else: a database that is away for a while must not lose it.
        async for attempt in forever("store an accepted init", unless=UNSTORABLE):
            with attempt:
                await self.accept(intent, accepted)

    async def _call(self, intent: Intent) -> posting.InitAccepted:
        def ask(token: str) -> Awaitable[posting.InitAccepted]:
            return self._init(token, intent.wish)

        return await self._calls.make(
            intent.post.account_id, intent.endpoint, ask, cause=intent.cause
        )

    async def _init(self, token: str, wish: Wish) -> posting.InitAccepted:
        match wish:
            case PhotosRequest():
                return await self._tiktok.init_photos(token, wish.photo_post())
            case UploadRequest():
                return await self._tiktok.init_video(token, wish.post_info(), wish.source_info())

    async def accept(self, intent: Intent, accepted: posting.InitAccepted) -> None:
        """Commit the publish id and the sealed upload URL before any byte is sent.

        What TikTok said of it before is heard in the same transaction, even where the answer comes
        after its user has begun another attempt: the post keeps to that one.
        """
        async with self._pool.connection() as connection:
            post = await self._settle(connection, self._outcome(intent, accepted))
            last = await PublishAttempts(connection).last(intent.post.post_id)
            if post is None or last is None:
                return
            if last.attempt == intent.attempt:
                await self._begin(connection, post, intent, accepted)
            await consume_early_webhooks(connection, self._outbox, accepted.publish_id)

    async def _begin(
        self, connection: Connection, post: Post, intent: Intent, accepted: posting.InitAccepted
    ) -> None:
        """Let the post go its way: its bytes are awaited, or TikTok fetches it."""
        size = intent.wish.video_size if isinstance(intent.wish, UploadRequest) else None
        post = replace(
            post, status="UPLOADING" if size else "PROCESSING", publish_id=accepted.publish_id
        )
        event = InitAccepted(**post.identity(), attempt=intent.attempt)
        posts = TikTokPosts(connection, self._outbox)
        await posts.record(post, [event])
        if size:
            await UploadSessions(connection).create(post.post_id, intent.attempt, size)
        # An upload that nobody finishes is looked at once its URL has ended.
        wait = UPLOAD_URL_LIFE if size else SOONEST
        await posts.poll_after(post.post_id, datetime.now(UTC) + wait)
        metrics.POSTS.labels("tiktok", "accepted").inc()
        log.info("post accepted", post_id=post.post_id, publish_id=accepted.publish_id)

    def _outcome(self, intent: Intent, accepted: posting.InitAccepted) -> Attempt:
        sealed = None
        if accepted.upload_url is not None:
            aad = upload_url_aad(intent.post.post_id, intent.attempt)
            sealed = self._tokens.seal(accepted.upload_url.encode(), aad)
        return Attempt(
            post_id=intent.post.post_id,
            attempt=intent.attempt,
            publish_id=accepted.publish_id,
            sealed_upload_url=sealed,
            expires_at=datetime.now(UTC) + UPLOAD_URL_LIFE if sealed else None,
            outcome="ACCEPTED",
        )

    async def _reject(
        self, intent: Intent, code: str, log_id: str | None, told: ServiceError
    ) -> None:
        """Commit the refusal; where a later try may succeed, the key of this one is free for it.

        The post's own key began the first attempt: what came of that may still be published.
        """
        post_id, attempt = intent.post.post_id, intent.attempt
        outcome = Attempt(post_id=post_id, attempt=attempt, outcome="REJECTED")
        async with self._pool.connection() as connection:
            post = await self._settle(connection, outcome)
            if post is None:
                return
            post = replace(post, status="INIT_REJECTED", fail_reason=code)
            event = InitRejected(
                **post.identity(), attempt=attempt, code=code, message=str(told), log_id=log_id
            )
            posts = TikTokPosts(connection, self._outbox)
            await posts.record(post, [event])
            if told.retry_after is not None and attempt == 1:
                await posts.free_key(post_id)
            elif told.retry_after is not None:
                await PublishAttempts(connection).free_key(post_id, attempt)
        metrics.POSTS.labels("tiktok", "rejected").inc()
        log.info("post rejected", post_id=post_id, reason=code, log_id=log_id)

    async def lose(self, post_id: UUID, attempt: int) -> None:
        """Commit that the answer never came; the post waits for a sign or for its user."""
        outcome = Attempt(post_id=post_id, attempt=attempt, outcome="UNKNOWN")
        async with self._pool.connection() as connection:
            post = await self._settle(connection, outcome)
            if post is None:
                return
            post = replace(post, status="INIT_OUTCOME_UNKNOWN")
            event = InitOutcomeUnknown(**post.identity(), attempt=attempt)
            await TikTokPosts(connection, self._outbox).record(post, [event])
            if await DuePosts(connection).has_unknown_inits(post.account_id):
                # The account's video list may tell what became of a fetched post.
                await AccountTurns(connection, turns()).hasten(post.account_id, RECONCILE)
        metrics.POSTS.labels("tiktok", "unknown").inc()
        log.warning("init outcome unknown", post_id=post_id, attempt=attempt)

    async def _settle(self, connection: Connection, outcome: Attempt) -> Post | None:
        """Lock the post and settle its attempt; None where that was done already."""
        if outcome.publish_id is not None:
            await Inbox(connection, PROVIDER).lock(outcome.publish_id)
        post = await TikTokPosts(connection, self._outbox).lock(outcome.post_id)
        if post is None or not await PublishAttempts(connection).settle(outcome):
            return None
        return post
