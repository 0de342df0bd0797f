"""A new attempt of a post, because its user says so."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from accounts.tokens.tokens import AccountTokens
from common.idempotency import request_sha256
from common.outbox import Outbox
from common.postgres import Connection, Pool
from common.web import telling_faults
from contracts.instagram.posts import RetryRequested
from instagram.errors import NotRetryable
from instagram.posts.attempts import PostRetries, RetryKey
from instagram.posts.due import COMMANDED_AGAIN
from instagram.posts.post import Post
from instagram.posts.queries import required
from instagram.posts.requests import PostChanges, PublishRequest, changed
from instagram.posts.retries import OPEN, retry_of
from instagram.posts.rules import Rules, warnings_of
from instagram.posts.store import InstagramPosts, NewPost, Next
from instagram.posts.view import PostView
from instagram.posts.words import words_of
from instagram.publishing.addresses import (
    as_changes,
    request_of,
    sealed_addresses,
    without_media,
)
from instagram.publishing.advance import Advancing
from instagram.publishing.checks import Checked, PostChecks
from instagram.publishing.start import Begun, command_first_step, described

NO_CHANGES = PostChanges()


class Retrying:
    """Begins further attempts, one at a time and only where the last is over, or in doubt."""

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        tokens: AccountTokens,
        checks: PostChecks,
        advancing: Advancing,
        rules: Rules,
    ) -> None:
        self._pool, self._outbox, self._tokens = pool, outbox, tokens
        self._checks, self._advancing, self._rules = checks, advancing, rules

    async def asked(self, user_id: UUID, identity: str) -> PostChanges:
        """Give what the post's newest attempt asks for, to be changed; raises `NotFound`.

        Where its addresses are forgotten, `media` and `cover_url` are left out.
        """
        async with self._pool.connection() as connection:
            view = await required(connection, identity, user_id)
        if view.lacks_addresses:
            return without_media(view.asked)
        return as_changes(request_of(self._tokens, view.post_id, view.asked))

    async def retry(
        self, user_id: UUID, identity: str, key: str | None, changes: PostChanges = NO_CHANGES
    ) -> Begun:
        """Begin a new attempt, or give the post where this key has begun one already.

        What is in doubt is looked at first: a post that turns out to be live is not posted again.
        Raises `NotFound`, `NotRetryable`, `InvalidRequest`, `KeyReused`, and what
        `PostChecks.check` raises.
        """
        named = RetryKey(key, request_sha256(changes)) if key else None
        async with self._pool.connection() as connection:
            view = await required(connection, identity, user_id)
            check_addresses(view)
            if named and await PostRetries(connection).has_begun(view.post_id, named):
                return self._begun(view, request_of(self._tokens, view.post_id, view.asked))
        if view.status in OPEN:
            await self._advancing.look(view.post_id)
        async with self._pool.connection() as connection:
            return await self._begin(connection, view, named, changes)

    async def _begin(
        self, connection: Connection, seen: PostView, key: RetryKey | None, changes: PostChanges
    ) -> Begun:
        posts, retries = InstagramPosts(connection, self._outbox), PostRetries(connection)
        post = await posts.lock(seen.post_id)
        view = await required(connection, seen.post_id, seen.user_id)
        check_addresses(view)
        before = request_of(self._tokens, view.post_id, view.asked)
        if post is None or (key and await retries.has_begun(view.post_id, key)):
            return self._begun(view, before)
        check_retryable(view)
        with telling_faults():
            request = changed(before, changes)
        checked = await self._checks.check(connection, view.user_id, request)
        again = _next_attempt(post, request)
        if request is not before:
            sealed = sealed_addresses(self._tokens, post.post_id, request)
            await posts.ask_for(NewPost(again, request, checked.videos, None, sealed))
        if key:
            await retries.keep(again.post_id, again.attempt, key)
        wish = _wish(again, checked, is_same=request is before)
        await posts.record(again, again, [wish], Next(COMMANDED_AGAIN))
        await command_first_step(connection, self._outbox, again)
        return self._begun(await required(connection, post.post_id, post.user_id), request)

    def _begun(self, view: PostView, request: PublishRequest) -> Begun:
        return Begun(view, tuple(warnings_of(request, self._rules)))


def check_addresses(view: PostView) -> None:
    """Raise `NotRetryable` where what Instagram is to fetch is forgotten."""
    if view.lacks_addresses:
        raise NotRetryable("The post's addresses are not kept any more: start a new post.")


def check_retryable(view: PostView) -> None:
    """Raise `NotRetryable` where a new attempt could post it twice, or cannot succeed."""
    if retry_of(view) != "never":
        return
    if view.status == "FAILED":
        raise NotRetryable(" ".join(words_of(view)))
    raise NotRetryable(f"The post is {view.status}: a new attempt could post it twice.")


def _next_attempt(post: Post, request: PublishRequest) -> Post:
    return replace(
        post,
        kind=request.kind,
        items=len(request.media),
        status="REQUESTED",
        attempt=post.attempt + 1,
        attempt_at=datetime.now(UTC),
        containers={},
        called_at=None,
        refusal=None,
        media_id=None,
        permalink="",
        failure=None,
        tries=0,
    )


def _wish(again: Post, checked: Checked, *, is_same: bool) -> RetryRequested:
    return RetryRequested(
        **again.identity(),
        attempt=again.attempt,
        request=None if is_same else described(checked),
    )
