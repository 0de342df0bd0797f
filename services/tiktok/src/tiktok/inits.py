"""The one call that creates a post: its intent is committed before, its outcome after.

An answer that never reached us is `INIT_OUTCOME_UNKNOWN`, and is not repeated by itself.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from common import metrics
from common.errors import ServiceError
from common.faults import FaultPoints
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from common.retry import forever
from contracts.tiktok import InitAccepted, InitOutcomeUnknown, InitRejected
from platforms.tiktok import errors as tiktok_errors
from platforms.tiktok import posting
from platforms.tiktok.client import TikTok
from tiktok.aads import upload_url_aad
from tiktok.machine import Post
from tiktok.observations import consume_early_webhooks
from tiktok.pending_observations import PendingObservations
from tiktok.posts import TikTokPosts
from tiktok.publish_attempts import Attempt, PublishAttempts
from tiktok.refusals import PAUSE_SECONDS, may_have_happened, told_of
from tiktok.request_log import RequestLog
from tiktok.requests import PhotosRequest, UploadRequest, Wish
from tiktok.tokens import Tokens
from tiktok.upload_sessions import UploadSessions

log = get_logger(__name__)
UPLOAD_URL_LIFE = timedelta(hours=1)
FIRST_POLL = timedelta(seconds=5)
FoundBy = Literal["answer", "webhook", "video_list"]


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


def endpoint_of(wish: Wish) -> str:
    """Name the window of a wish's init: TikTok has one for each endpoint."""
    if isinstance(wish, PhotosRequest):
        return "photos_init"
    return "direct_init" if wish.is_direct else "inbox_init"


class Inits:
    """Makes init calls, and commits what came of them."""

    def __init__(
        self, pool: Pool, outbox: Outbox, tiktok: TikTok, tokens: Tokens, faults: FaultPoints
    ) -> None:
        self._pool, self._outbox = pool, outbox
        self._tiktok, self._tokens, self._faults = tiktok, tokens, faults

    async def make(self, intent: Intent) -> None:
        """Call TikTok and commit the outcome; raise what the caller is told of a refusal."""
        try:
            accepted = await self._call(intent)
        except tiktok_errors.TikTokError as error:
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
        async for attempt in forever("store an accepted init"):
            with attempt:
                await self.accept(intent, accepted)

    async def _call(self, intent: Intent) -> posting.InitAccepted:
        """Call TikTok; a refused token created nothing, so it is refreshed and tried once more."""
        account_id = intent.post.account_id
        token = await self._tokens.valid(account_id)
        try:
            return await self._init(token, intent.wish)
        except tiktok_errors.TokenInvalid:
            token = await self._tokens.refreshed(account_id, token.version)
            async with self._pool.connection() as connection:
                again = f"{intent.post.post_id}|{intent.attempt}|again"
                await RequestLog(connection).count(account_id, intent.endpoint, again)
            return await self._init(token, intent.wish)
        except tiktok_errors.RateLimited as error:
            async with self._pool.connection() as connection:
                seconds = error.retry_after or PAUSE_SECONDS
                await RequestLog(connection).pause(account_id, intent.endpoint, seconds)
            raise

    async def _init(self, token: str, wish: Wish) -> posting.InitAccepted:
        match wish:
            case PhotosRequest():
                return await self._tiktok.init_photos(token, wish.photo_post())
            case UploadRequest():
                return await self._tiktok.init_video(token, wish.post_info(), wish.source_info())

    async def accept(
        self, intent: Intent, accepted: posting.InitAccepted, found_by: FoundBy = "answer"
    ) -> None:
        """Commit the publish id and the sealed upload URL before any byte is sent."""
        async with self._pool.connection() as connection:
            await self.accept_in(connection, intent, accepted, found_by)

    async def accept_in(
        self,
        connection: Connection,
        intent: Intent,
        accepted: posting.InitAccepted,
        found_by: FoundBy,
    ) -> None:
        """Commit with the caller's transaction; what TikTok said of it before is heard in it."""
        post = await self._settle(connection, self._outcome(intent, accepted))
        last = await PublishAttempts(connection).last(intent.post.post_id)
        if post is None or (last is not None and last.attempt > intent.attempt):
            return  # known already, or found after its user began another attempt
        size = intent.wish.video_size if isinstance(intent.wish, UploadRequest) else None
        post = replace(
            post, status="UPLOADING" if size else "PROCESSING", publish_id=accepted.publish_id
        )
        event = InitAccepted.model_validate(
            post.identity() | {"attempt": intent.attempt, "found_by": found_by}
        )
        posts = TikTokPosts(connection, self._outbox)
        await posts.record(post, [event])
        if size:
            await UploadSessions(connection).create(post.post_id, intent.attempt, size)
        # An upload that nobody finishes is looked at once its URL has ended.
        wait = UPLOAD_URL_LIFE if size else FIRST_POLL
        await posts.poll_after(post.post_id, datetime.now(UTC) + wait)
        await consume_early_webhooks(connection, self._outbox, accepted.publish_id)
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
        """Commit the refusal; where a later try may succeed, the key is free for it."""
        outcome = _without_publish_id(intent.post.post_id, intent.attempt, "REJECTED")
        async with self._pool.connection() as connection:
            post = await self._settle(connection, outcome)
            if post is None:
                return
            post = replace(post, status="INIT_REJECTED", fail_reason=code)
            refusal = {
                "attempt": intent.attempt,
                "code": code,
                "message": str(told),
                "log_id": log_id,
            }
            event = InitRejected.model_validate(post.identity() | refusal)
            posts = TikTokPosts(connection, self._outbox)
            await posts.record(post, [event])
            if told.retry_after is not None:
                await posts.free_key(post.post_id)
                await PublishAttempts(connection).free_key(post.post_id, intent.attempt)
        metrics.POSTS.labels("tiktok", "rejected").inc()
        log.info("post rejected", post_id=post.post_id, reason=code, log_id=log_id)

    async def lose(self, post_id: UUID, attempt: int) -> None:
        """Commit that the answer never came; the post waits for a sign or for its user."""
        outcome = _without_publish_id(post_id, attempt, "UNKNOWN")
        async with self._pool.connection() as connection:
            post = await self._settle(connection, outcome)
            if post is None:
                return
            post = replace(post, status="INIT_OUTCOME_UNKNOWN")
            event = InitOutcomeUnknown.model_validate(post.identity() | {"attempt": attempt})
            await TikTokPosts(connection, self._outbox).record(post, [event])
        metrics.POSTS.labels("tiktok", "unknown").inc()
        log.warning("init outcome unknown", post_id=post_id, attempt=attempt)

    async def _settle(self, connection: Connection, outcome: Attempt) -> Post | None:
        """Lock the post and settle its attempt; None where that was done already."""
        if outcome.publish_id is not None:
            await PendingObservations(connection).lock(outcome.publish_id)
        post = await TikTokPosts(connection, self._outbox).lock(outcome.post_id)
        if post is None or not await PublishAttempts(connection).settle(outcome):
            return None
        return post


def _without_publish_id(post_id: UUID, attempt: int, outcome: str) -> Attempt:
    return Attempt(
        post_id=post_id,
        attempt=attempt,
        publish_id=None,
        sealed_upload_url=None,
        expires_at=None,
        outcome=outcome,
    )
