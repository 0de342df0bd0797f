"""Starting a post: the intent is committed, TikTok is asked once, the outcome is committed.

An answer that never reached us is `INIT_OUTCOME_UNKNOWN`, and is not repeated: without the upload
URL no byte can follow, so nothing can be published by it.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from common import metrics
from common.errors import NotFound, ServiceError
from common.faults import FaultPoints
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from common.retry import forever
from contracts.tiktok import (
    InitAccepted,
    InitAttempted,
    InitOutcomeUnknown,
    InitRejected,
    PostRequested,
)
from platforms.tiktok import errors as tiktok_errors
from platforms.tiktok import posting
from platforms.tiktok.client import TikTok
from platforms.tiktok.upload import ChunkPlan
from tiktok.errors import (
    AccountNotUsable,
    KeyReused,
    PostRejected,
    StillInProgress,
)
from tiktok.machine import Post
from tiktok.observations import consume_early_webhooks
from tiktok.pending_observations import PendingObservations
from tiktok.posts import PostView, TikTokPosts
from tiktok.publish_attempts import Attempt, PublishAttempts
from tiktok.refusals import may_have_happened, told_of
from tiktok.request_log import RequestLog
from tiktok.requests import UploadRequest
from tiktok.tokens import Tokens
from tiktok.upload_sessions import UploadSessions
from vault.accounts import OAuthAccount, OAuthAccounts

log = get_logger(__name__)
UPLOAD_URL_LIFE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Intent:
    """One init call that may be made, once."""

    post: Post
    attempt: int
    video_size: int

    def aad(self) -> dict[str, str]:
        """Bind the sealed upload URL to its attempt."""
        return upload_url_aad(self.post.post_id, self.attempt)


def upload_url_aad(post_id: UUID, attempt: int) -> dict[str, str]:
    """Name the place that a sealed upload URL belongs to."""
    return {"field": "upload_url", "post_id": str(post_id), "attempt": str(attempt)}


class Publishing:
    """Turns a request into a post that TikTok has accepted, refused, or left unknown."""

    def __init__(
        self, pool: Pool, outbox: Outbox, tiktok: TikTok, tokens: Tokens, faults: FaultPoints
    ) -> None:
        self._pool, self._outbox = pool, outbox
        self._tiktok, self._tokens, self._faults = tiktok, tokens, faults

    async def start(self, user_id: UUID, request: UploadRequest, key: str | None) -> PostView:
        """Start a post, or give the one that this idempotency key has started already."""
        earlier = await self._earlier(user_id, request, key)
        if earlier is not None:
            return earlier
        account = await self._usable(user_id, request.account_id)
        await self._tokens.valid(account.account_id)  # refreshed, if need be, before the intent
        intent = await self._intend(user_id, request, key)
        if intent is None:
            raise StillInProgress("The first request with this key is being handled.")
        await self._ask(intent, request)
        started = await self.find(str(intent.post.post_id), user_id)
        if started is None:
            raise NotFound("The post is gone.")
        return started

    async def _usable(self, user_id: UUID, account_id: UUID) -> OAuthAccount:
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(account_id)
        if account is None or account.user_id != user_id:
            raise NotFound("There is no such TikTok account.")
        if account.status not in {"CONNECTED", "CHECKING"}:
            raise AccountNotUsable(f"The account is {account.status}; connect it again first.")
        return account

    async def _intend(
        self, user_id: UUID, request: UploadRequest, key: str | None
    ) -> Intent | None:
        """Commit post, attempt and rate window together; None where the key is used already."""
        post = Post(uuid4(), request.account_id, user_id, "INIT_ATTEMPTED")
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            body = request.model_dump(mode="json")
            if await posts.create(post, body, request.sha256(), key) != post.post_id:
                return None
            await RequestLog(connection).count(post.account_id, "init", f"{post.post_id}|1")
            await PublishAttempts(connection).create(post.post_id, 1)
            wish = post.identity() | body
            asked = post.identity() | {"attempt": 1}
            await posts.record(
                post, [PostRequested.model_validate(wish), InitAttempted.model_validate(asked)]
            )
        return Intent(post, 1, request.video_size)

    async def _earlier(
        self, user_id: UUID, request: UploadRequest, key: str | None
    ) -> PostView | None:
        """Give what this key has started, as it is now; a refusal is told again."""
        if key is None:
            return None
        async with self._pool.connection() as connection:
            found = await TikTokPosts(connection, self._outbox).view_by_key(user_id, key)
        if found is None:
            return None
        if found.request_sha256 != request.sha256():
            raise KeyReused("This Idempotency-Key was used with another body.")
        if found.status == "INIT_ATTEMPTED":
            raise StillInProgress("TikTok has not answered the first request yet.")
        if found.status == "INIT_REJECTED":
            raise PostRejected(f"TikTok refused the post: {found.fail_reason}")
        return found

    async def _ask(self, intent: Intent, request: UploadRequest) -> None:
        """Make the call and commit what came of it."""
        try:
            accepted = await self._init(intent, request)
        except tiktok_errors.TikTokError as error:
            if may_have_happened(error):
                await self.lose(intent.post.post_id, intent.attempt)
                return
            await self._reject(intent, error.code, error.log_id, told_of(error))
            raise told_of(error) from error
        except ServiceError as error:  # no token could be had, so nothing was created
            await self._reject(intent, error.kind, None, error)
            raise
        self._faults.reach("init-answered")
        # The publish id exists nowhere else: a database that is away for a while must not lose it.
        async for attempt in forever("store an accepted init"):
            with attempt:
                await self.accept(intent, accepted)

    async def _init(self, intent: Intent, request: UploadRequest) -> posting.InitAccepted:
        """Call TikTok; a refused token created nothing, so it is refreshed and tried once more."""
        account_id, plan = intent.post.account_id, ChunkPlan.for_size(intent.video_size)
        token = await self._tokens.valid(account_id)
        try:
            return await self._tiktok.init_video(token, request.direct_post(), plan)
        except tiktok_errors.TokenInvalid:
            token = await self._tokens.refreshed(account_id, token.version)
            await self._count_again(intent)
            return await self._tiktok.init_video(token, request.direct_post(), plan)

    async def _count_again(self, intent: Intent) -> None:
        async with self._pool.connection() as connection:
            again = f"{intent.post.post_id}|{intent.attempt}|again"
            await RequestLog(connection).count(intent.post.account_id, "init", again)

    async def accept(self, intent: Intent, accepted: posting.InitAccepted) -> None:
        """Commit the publish id and the sealed upload URL before any byte is sent."""
        url = (accepted.upload_url or "").encode()
        outcome = Attempt(
            post_id=intent.post.post_id,
            attempt=intent.attempt,
            publish_id=accepted.publish_id,
            sealed_upload_url=self._tokens.seal(url, intent.aad()),
            expires_at=datetime.now(UTC) + UPLOAD_URL_LIFE,
            outcome="ACCEPTED",
        )
        async with self._pool.connection() as connection:
            post = await self._settle(connection, outcome)
            if post is None:
                return
            post = replace(post, status="UPLOADING", publish_id=accepted.publish_id)
            event = InitAccepted.model_validate(post.identity() | {"attempt": intent.attempt})
            await TikTokPosts(connection, self._outbox).record(post, [event])
            await UploadSessions(connection).create(post.post_id, intent.attempt, intent.video_size)
            # An upload that nobody finishes is looked at once its URL has ended.
            await TikTokPosts(connection, self._outbox).poll_after(
                post.post_id, datetime.now(UTC) + UPLOAD_URL_LIFE
            )
            await consume_early_webhooks(connection, self._outbox, accepted.publish_id)
        metrics.POSTS.labels("tiktok", "accepted").inc()
        log.info("post accepted", post_id=post.post_id, publish_id=accepted.publish_id)

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
        metrics.POSTS.labels("tiktok", "rejected").inc()

    async def lose(self, post_id: UUID, attempt: int) -> None:
        """Commit that the answer never came; the post waits for the user's word."""
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

    async def find(self, identity: str, user_id: UUID) -> PostView | None:
        """Find a user's post by our id or by TikTok's publish id."""
        async with self._pool.connection() as connection:
            return await TikTokPosts(connection, self._outbox).view(identity, user_id)


def _without_publish_id(post_id: UUID, attempt: int, outcome: str) -> Attempt:
    return Attempt(
        post_id=post_id,
        attempt=attempt,
        publish_id=None,
        sealed_upload_url=None,
        expires_at=None,
        outcome=outcome,
    )
