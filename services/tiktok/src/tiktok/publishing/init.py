"""The one call that creates a post: its intent is committed before, its outcome after.

A call whose answer never reached us is `INIT_OUTCOME_UNKNOWN`, and is not repeated by itself.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from psycopg import DataError, IntegrityError

from accounts import metrics
from accounts.calls.authorized import AuthorizedCalls, Call, Counted
from accounts.inbox import Inbox
from accounts.tokens.rows import AccessToken
from accounts.tokens.tokens import AccountTokens
from accounts.turns import AccountTurns
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
from tiktok.posts.attempts import PublishAttempt, PublishAttempts
from tiktok.posts.due import DuePosts
from tiktok.posts.machine import Post
from tiktok.posts.poll_schedule import SOONEST
from tiktok.posts.queries import PostViews, required
from tiktok.posts.requests import AnyRequest, PhotosRequest, UploadRequest
from tiktok.posts.store import TikTokPosts
from tiktok.posts.view import PostView
from tiktok.publishing.drafts import INBOX_FULL, close_inbox
from tiktok.publishing.refusals import may_have_happened, refusal_of_init
from tiktok.sealed_columns import upload_url_aad
from tiktok.uploads.sessions import UploadSessions
from tiktok.watching.applying import apply_early_webhooks

log = get_logger(__name__)
UNSTORABLE = (IntegrityError, DataError)  # no further try will store it
UPLOAD_URL_LIFE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no post: TikTok's code or ours, and TikTok's own words."""

    code: str
    message: str = ""
    log_id: str | None = None


@dataclass(frozen=True, slots=True)
class InitCall:
    """One init call that may be made, once."""

    post: Post
    attempt: int
    request: AnyRequest

    @property
    def endpoint(self) -> str:
        """The rate window that the call counts in."""
        return endpoint_of(self.request)

    @property
    def cause(self) -> str:
        """What the call is counted under, once, with the intent."""
        return f"{self.post.post_id}|{self.attempt}"


def endpoint_of(request: AnyRequest) -> str:
    """Name the rate window of a request's init: TikTok has one for each endpoint."""
    if isinstance(request, PhotosRequest):
        return "photos_init"
    return "direct_init" if request.is_direct else "inbox_init"


def rejected(post: Post, attempt: int, refusal: ServiceError) -> InitRejected:
    """Make the event of a refusal, with our sentence and TikTok's."""
    return InitRejected(
        **post.identity(),
        attempt=attempt,
        code=post.fail_reason or "",
        message=str(refusal),
        platform_message=post.platform_message or "",
        log_id=post.log_id,
    )


class Inits:
    """Makes init calls, and commits their outcome."""

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

    async def make(self, init: InitCall, token: AccessToken) -> PostView:
        """Call TikTok and commit the outcome; gives the post as it is then.

        Raises what `refusal_of_init` gives, and what `AccountTokens.refreshed` raises.
        """
        try:
            accepted = await self._call(init, token)
        except platform_errors.PlatformError as error:
            if may_have_happened(error):
                await self.lose(init.post.post_id, init.attempt)
                return await self._view(init.post)
            refusal = refusal_of_init(error, init.request)
            said = refusal.members.get("platform_message", "")
            await self._reject(init, Refused(error.code, said, error.log_id), refusal)
            raise refusal from error
        except ServiceError as error:  # no token could be had, so nothing was created
            await self._reject(init, Refused(error.kind), error)
            raise
        self._faults.reach("init-answered")
        # The publish id exists nowhere else: a database that is away for a while must not lose it.
        async for attempt in forever("store an accepted init", unless=UNSTORABLE):
            with attempt:
                view = await self.accept(init, accepted)
        return view

    async def _call(self, init: InitCall, token: AccessToken) -> posting.InitAccepted:
        counted, request = Counted(init.cause, token), init.request
        call = Call(init.post.account_id, init.endpoint, counted)
        match request:
            case PhotosRequest():
                return await self._calls.make(call, self._tiktok.init_photos, request.photo_post())
            case UploadRequest():
                post, source = request.post_info(), request.source_info()
                return await self._calls.make(call, self._tiktok.init_video, post, source)

    async def accept(self, init: InitCall, accepted: posting.InitAccepted) -> PostView:
        """Commit the publish id and the sealed upload URL before any byte is sent.

        Webhooks that came before are applied in the same transaction. Where the answer comes after
        its user has begun another attempt, the post keeps to that one.
        """
        async with self._pool.connection() as connection:
            await Inbox(connection, PROVIDER).lock(accepted.publish_id)
            post = await TikTokPosts(connection, self._outbox).lock(init.post.post_id)
            settled = await PublishAttempts(connection).settle(self._outcome(init, accepted))
            if post is not None and settled == "live":
                await self._begin(connection, post, init, accepted)
            if settled != "known":
                await apply_early_webhooks(connection, self._outbox, accepted.publish_id)
            view = await PostViews(connection).by_id(init.post.post_id, init.post.user_id)
            return required(view)

    async def _begin(
        self, connection: Connection, post: Post, init: InitCall, accepted: posting.InitAccepted
    ) -> None:
        """Let the post go on: its bytes are awaited, or TikTok fetches it."""
        size = init.request.video_size if isinstance(init.request, UploadRequest) else None
        post = replace(
            post, status="UPLOADING" if size else "PROCESSING", publish_id=accepted.publish_id
        )
        event = InitAccepted(**post.identity(), attempt=init.attempt)
        # An upload that nobody finishes is asked about once its URL has ended.
        poll_at = datetime.now(UTC) + (UPLOAD_URL_LIFE if size else SOONEST)
        await TikTokPosts(connection, self._outbox).record(post, [event], poll_at=poll_at)
        if size:
            await UploadSessions(connection).create(post.post_id, init.attempt, size)
        metrics.POSTS.labels("tiktok", "accepted").inc()
        log.info("post accepted", post_id=post.post_id, publish_id=accepted.publish_id)

    def _outcome(self, init: InitCall, accepted: posting.InitAccepted) -> PublishAttempt:
        sealed = None
        if accepted.upload_url is not None:
            aad = upload_url_aad(init.post.post_id, init.attempt)
            sealed = self._tokens.seal(accepted.upload_url.encode(), aad)
        return PublishAttempt(
            post_id=init.post.post_id,
            attempt=init.attempt,
            publish_id=accepted.publish_id,
            sealed_upload_url=sealed,
            expires_at=datetime.now(UTC) + UPLOAD_URL_LIFE if sealed else None,
            outcome="ACCEPTED",
        )

    async def _reject(self, init: InitCall, refused: Refused, refusal: ServiceError) -> None:
        """Commit the refusal; where a later try may succeed, this attempt's key is free for it.

        The post's own key began the first attempt only: a later attempt never frees it, because the
        first may still be published.
        """
        post_id, attempt = init.post.post_id, init.attempt
        outcome = PublishAttempt(post_id=post_id, attempt=attempt, outcome="REJECTED")
        async with self._pool.connection() as connection:
            post = await self._settle(connection, outcome)
            if post is None:
                return
            post = replace(
                post,
                status="INIT_REJECTED",
                fail_reason=refused.code,
                platform_message=refused.message or None,
                log_id=refused.log_id,
            )
            posts = TikTokPosts(connection, self._outbox)
            await posts.record(post, [rejected(post, attempt, refusal)])
            if refused.code == INBOX_FULL and refusal.retry_after is not None:
                await close_inbox(connection, post.account_id, refusal.retry_after)
            if refusal.retry_after is not None and attempt == 1:
                await posts.free_key(post_id)
            elif refusal.retry_after is not None:
                await PublishAttempts(connection).free_key(post_id, attempt)
        metrics.POSTS.labels("tiktok", "rejected").inc()
        log.info(
            "post rejected",
            post_id=post_id,
            reason=refused.code,
            log_id=refused.log_id,
        )

    async def lose(self, post_id: UUID, attempt: int) -> None:
        """Commit that the answer never came; the post waits for a finding or for its user."""
        outcome = PublishAttempt(post_id=post_id, attempt=attempt, outcome="UNKNOWN")
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

    async def _settle(self, connection: Connection, outcome: PublishAttempt) -> Post | None:
        """Lock the post and settle its attempt; None where that was done already."""
        post = await TikTokPosts(connection, self._outbox).lock(outcome.post_id)
        if post is None or await PublishAttempts(connection).settle(outcome) == "known":
            return None
        return post

    async def _view(self, post: Post) -> PostView:
        async with self._pool.connection() as connection:
            return required(await PostViews(connection).by_id(post.post_id, post.user_id))
