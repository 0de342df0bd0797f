"""Starting a post, and starting it anew by the user's word: checks first, then the intent."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from accounts.calls.rate_windows import RateWindows
from accounts.store import IN_USE, OAuthAccounts
from accounts.tokens.tokens import AccountTokens
from common import metrics
from common.errors import NotFound, ServiceError
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.tiktok.events import InitAttempted, RetryRequested
from platforms.addresses import UrlRefused
from platforms.tiktok.pull_urls import check_pull_url
from tiktok.api.views import told
from tiktok.errors import (
    AccountNotUsable,
    KeyReused,
    NotRetryable,
    PostRejected,
    ScopeMissing,
    StillInProgress,
    UrlOwnershipUnverified,
)
from tiktok.platform import LIMITS
from tiktok.posts.attempts import PublishAttempts
from tiktok.posts.machine import Post
from tiktok.posts.requests import UNSTORABLE, Wish, requested, restored
from tiktok.posts.retries import retry_of
from tiktok.posts.store import NewPost, PostView, TikTokPosts
from tiktok.publishing.creators import Creators
from tiktok.publishing.drafts import Drafts, Places
from tiktok.publishing.init import Inits, Intent, endpoint_of
from tiktok.publishing.refusals import explained
from tiktok.sealed_columns import addresses_aad

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rules:
    """What this installation allows: places for drafts, and whose addresses TikTok may fetch."""

    places: Places
    verified: Collection[str]


class Publishing:
    """Turns a request into a post that TikTok has accepted, refused, or left unknown."""

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        tokens: AccountTokens,
        creators: Creators,
        inits: Inits,
        rules: Rules,
    ) -> None:
        self._pool, self._outbox, self._tokens = pool, outbox, tokens
        self._creators, self._inits, self._rules = creators, inits, rules

    async def start(self, user_id: UUID, wish: Wish, key: str | None) -> PostView:
        """Start a post, or give the one that this idempotency key has started already."""
        earlier = await self._earlier(user_id, wish, key)
        if earlier is not None:
            return earlier
        post = Post(uuid4(), wish.account_id, user_id, "INIT_ATTEMPTED")
        with counting_refusals(wish):
            await self._check(user_id, wish)
            if not await self._intend(post, wish, key):
                raise StillInProgress("The first request with this key is being handled.")
        await self._inits.make(Intent(post, 1, wish))
        return await self.require(str(post.post_id), user_id)

    async def retry(self, user_id: UUID, identity: str, key: str | None) -> PostView:
        """Begin a new attempt of a post, because its user says so."""
        view = await self.require(identity, user_id)
        async with self._pool.connection() as connection:
            begun = key and await PublishAttempts(connection).begun_with(view.post_id, key)
        if begun:
            return told_again(view)
        check_retryable(view)
        wish = self._wish(view)
        with counting_refusals(wish):
            await self._check(user_id, wish)
            intent = await self._intend_again(view, wish, key)
        await self._inits.make(intent)
        return await self.require(str(view.post_id), user_id)

    async def find(self, identity: str, user_id: UUID) -> PostView | None:
        """Find a user's post by our id or by TikTok's publish id."""
        if UNSTORABLE.search(identity):
            return None
        async with self._pool.connection() as connection:
            return await TikTokPosts(connection, self._outbox).view(identity, user_id)

    async def require(self, identity: str, user_id: UUID) -> PostView:
        """Give a user's post; raise `NotFound` where there is none."""
        view = await self.find(identity, user_id)
        if view is None:
            raise NotFound("There is no such post.")
        return view

    async def usable(self, user_id: UUID, account_id: UUID, scope: str) -> None:
        """Raise unless the account is the user's, connected, and has granted this permission."""
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(account_id)
        if account is None or account.user_id != user_id:
            raise NotFound("There is no such TikTok account.")
        if account.status not in IN_USE:
            raise AccountNotUsable(f"The account is {account.status}; connect it again first.")
        if scope not in account.scopes:
            found = explained("api", "scope_not_authorized")
            raise ScopeMissing(f"{found.sentence} {found.next_step}")

    async def _check(self, user_id: UUID, wish: Wish) -> None:
        """Do everything that can be done before the intent; what needs no call comes first."""
        await self.usable(user_id, wish.account_id, wish.scope)
        for address in wish.addresses:
            try:
                check_pull_url(address, self._rules.verified)
            except UrlRefused as error:
                raise UrlOwnershipUnverified(str(error)) from error
        async with self._pool.connection() as connection:
            await RateWindows(connection, LIMITS).check(wish.account_id, endpoint_of(wish))
        await self._tokens.valid(wish.account_id)  # refreshed, if need be, before the intent
        if wish.is_direct:
            await self._creators.check(wish)

    async def _intend(self, post: Post, wish: Wish, key: str | None) -> bool:
        """Commit post, attempt and rate window together; False where the key is used already."""
        new = NewPost(post, wish, key, self._sealed(post.post_id, wish))
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            if not await posts.create(new):
                return False
            await self._take_room(connection, Intent(post, 1, wish), None)
            asked, begun = requested(post, wish), InitAttempted(**post.identity(), attempt=1)
            await posts.record(post, [asked, begun])
        return True

    async def _intend_again(self, seen: PostView, wish: Wish, key: str | None) -> Intent:
        """Commit a further attempt, unless the last one may by now come to something."""
        post_id = seen.post_id
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            post = await posts.lock(post_id)
            view = await posts.view(str(post_id), seen.user_id)
            if post is None or view is None:
                raise NotFound("There is no such post.")
            check_retryable(view)
            again = replace(
                post,
                status="INIT_ATTEMPTED",
                publish_id=None,
                fail_reason=None,
                platform_status=None,
            )
            intent = Intent(again, view.attempt + 1, wish)
            await self._take_room(connection, intent, key)
            await posts.begin_attempt(post_id, intent.attempt)
            identity, attempt = again.identity(), intent.attempt
            asked = RetryRequested(**identity, attempt=attempt)
            await posts.record(again, [asked, InitAttempted(**identity, attempt=attempt)])
        return intent

    async def _take_room(self, connection: Connection, intent: Intent, key: str | None) -> None:
        """Count the call that is about to be made, and take the draft's place in the inbox."""
        post, number = intent.post, intent.attempt
        if not intent.wish.is_direct:
            await Drafts(connection, self._rules.places).take_place(post.account_id, post.post_id)
        await RateWindows(connection, LIMITS).count(post.account_id, intent.endpoint, intent.cause)
        if not await PublishAttempts(connection).create(post.post_id, number, key):
            raise StillInProgress("An attempt with this key was begun a moment ago.")

    async def _earlier(self, user_id: UUID, wish: Wish, key: str | None) -> PostView | None:
        """Give what this key has started, as it is now."""
        if key is None:
            return None
        async with self._pool.connection() as connection:
            found = await TikTokPosts(connection, self._outbox).view_by_key(user_id, key)
        if found is None:
            return None
        if found.request_sha256 != wish.sha256():
            raise KeyReused("This Idempotency-Key was used with another body.")
        return told_again(found)

    def _sealed(self, post_id: UUID, wish: Wish) -> bytes | None:
        if not wish.addresses:
            return None
        return self._tokens.seal(json.dumps(wish.addresses).encode(), addresses_aad(post_id))

    def _wish(self, view: PostView) -> Wish:
        """Put the request together again that the post was made of."""
        addresses: tuple[str, ...] = ()
        if view.sealed_addresses is not None:
            opened = self._tokens.open(view.sealed_addresses, addresses_aad(view.post_id))
            addresses = tuple(json.loads(opened))
        return restored(view.media, view.request, addresses)


def check_retryable(post: PostView) -> None:
    """Raise where the post goes its way, or TikTok's reason is one that no attempt can mend."""
    if retry_of(post) != "never":
        return
    if post.status in {"INIT_REJECTED", "FAILED"}:
        raise NotRetryable(" ".join(told(post)))
    raise NotRetryable(f"The post is {post.status}: a new attempt could post it twice.")


@contextmanager
def counting_refusals(wish: Wish) -> Iterator[None]:
    """Count and log what was refused here, before TikTok was asked to take anything."""
    try:
        yield
    except ServiceError as error:
        metrics.POSTS.labels("tiktok", error.kind).inc()
        log.info("post refused", account_id=wish.account_id, mode=wish.mode, reason=error.kind)
        raise


def told_again(post: PostView) -> PostView:
    """Give a post that was begun before; a refusal is told again, an open call asks to wait."""
    if post.status == "INIT_ATTEMPTED":
        raise StillInProgress("TikTok has not answered the first request yet.")
    if post.status == "INIT_REJECTED":
        raise PostRejected(" ".join(told(post)))
    return post
