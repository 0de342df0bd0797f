"""Finding out what became of a call that publishes, and which medium a post is."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Literal

from accounts.calls.authorized import Call
from common.errors import ServiceError
from common.postgres import Pool
from contracts.instagram.posts import PostEvent
from instagram.access import InstagramCalls
from instagram.posts import endings, machine
from instagram.posts.endings import Outcome
from instagram.posts.matching import Sought, found_in
from instagram.posts.patience import before_calling_again
from instagram.posts.post import WHOLE, Post
from instagram.posts.queries import PostViews
from instagram.publishing.failures import refusal_of, wait_after
from instagram.publishing.preparing import Preparing
from instagram.publishing.steps import Learnt
from platforms.errors import PlatformError
from platforms.instagram.containers import ContainerState
from platforms.instagram.media import Media


class Settling:
    """Looks at the container first, then at the list of media; and never calls again by itself."""

    def __init__(self, pool: Pool, calls: InstagramCalls, preparing: Preparing) -> None:
        self._pool, self._calls, self._preparing = pool, calls, preparing

    async def settle(self, post: Post) -> Learnt:
        """Ask what became of the call, whose answer was unclear, a refusal, or never stored."""
        state, failure = await self._state(post)
        if state is not None and state.status_code in {"PUBLISHED", "ERROR", "EXPIRED"}:
            return Learnt(_seen(state))
        if post.refusal is None:
            medium = await self._find(post)
            if medium is not None:
                return Learnt(_found(medium))
        if failure is not None:
            return Learnt(_lost, wait_after(failure), refusal_of(failure).code, is_observed=False)
        return self._not_published(post, state)

    async def identify(self, post: Post) -> Learnt:
        """Ask for the address of a published post, and before that for its medium."""
        try:
            if post.media_id is None:
                medium = await self._find(post)
                by: Literal["answer", "media_list"] = "media_list"
            else:
                media_id = post.media_id
                call = Call(post.account_id, "media")
                medium = await self._calls.make(call, lambda one: one.find_media(media_id))
                by = "answer"
        except (PlatformError, ServiceError) as error:
            return Learnt(endings.missed, wait_after(error), is_observed=False)
        if medium is None or not medium.permalink:
            return Learnt(endings.missed)
        id_, link, at = medium.id, medium.permalink, datetime.now(UTC)
        return Learnt(lambda now: endings.identified(now, id_, link, at, by))

    def _not_published(self, post: Post, state: ContainerState | None) -> Learnt:
        """Believe a clear refusal once the container has confirmed it for a while."""
        if post.refusal is None or state is None:
            return Learnt(_lost)
        code, at = post.refusal.code, datetime.now(UTC)
        after, _ = machine.seen(post, WHOLE, state, at)
        is_open_again = after.status == "PUBLISHING" and after.called_at is None
        wait = before_calling_again(code, post.tries) if is_open_again else None
        return Learnt(_seen(state), wait, code if after.status == "PUBLISHING" else "")

    async def _state(
        self, post: Post
    ) -> tuple[ContainerState | None, PlatformError | ServiceError | None]:
        try:
            return await self._preparing.state(post, WHOLE), None
        except (PlatformError, ServiceError) as error:
            return None, error

    async def _find(self, post: Post) -> Media | None:
        """Look for the post in the account's list; None also where the list cannot be read."""
        if post.called_at is None or not post.caption.strip() or post.kind == "STORIES":
            return None
        call = Call(post.account_id, "list_media")
        try:
            listed = (await self._calls.make(call, lambda one: one.list_media())).data
        except (PlatformError, ServiceError):
            return None
        return await self._match(post, post.called_at, listed)

    async def _match(
        self, post: Post, called_at: datetime, listed: Sequence[Media]
    ) -> Media | None:
        async with self._pool.connection() as connection:
            views = PostViews(connection)
            rivals = await views.count_rivals(post, called_at)
            known = await views.known_media(post.account_id, [one.id for one in listed])
        sought = Sought(post.kind, post.caption, called_at, rivals)
        return found_in(sought, listed, known)


def _lost(post: Post) -> Outcome:
    """Say that the outcome is not known, where nothing was said against the call."""
    return (post, []) if post.refusal is not None else machine.lost(post, None)


def _seen(state: ContainerState) -> Callable[[Post], Outcome]:
    at = datetime.now(UTC)
    return lambda post: machine.seen(post, WHOLE, state, at)


def _found(medium: Media) -> Callable[[Post], Outcome]:
    at = datetime.now(UTC)

    def apply(post: Post) -> Outcome:
        events: list[PostEvent] = []
        post, events = endings.live(post, medium.id, at, "media_list")
        post, more = endings.identified(post, medium.id, medium.permalink, at, "media_list")
        return post, [*events, *more]

    return apply
