"""Making the containers of a post, and asking what became of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from accounts.calls.authorized import Call
from accounts.tokens.tokens import AccountTokens
from common.errors import ServiceError
from common.faults import FaultPoints
from common.postgres import Pool
from contracts.instagram.posts import PostEvent
from instagram.access import InstagramCalls
from instagram.posts import endings, machine
from instagram.posts.endings import Outcome
from instagram.posts.patience import CHILD_LOST
from instagram.posts.post import WHOLE, Post, Refusal
from instagram.posts.queries import PostViews
from instagram.posts.requests import PublishRequest
from instagram.publishing.addresses import request_of
from instagram.publishing.assets import UsableAssets
from instagram.publishing.failures import is_final, may_pass, refusal_of, wait_after
from instagram.publishing.steps import Learnt
from instagram.sealed_columns import upload_aad
from platforms.errors import PlatformError
from platforms.instagram.account import AccountCalls
from platforms.instagram.containers import ContainerState, Item, Upload, UserTag, Words
from vault.envelope import SealBroken

VideoDelivery = Literal["address", "resumable"]
UNREADABLE = Refusal("addresses-unreadable")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; `videos` says of each item whether it is a video."""

    request: PublishRequest
    videos: tuple[bool, ...]


class Preparing:
    """The steps before the one that publishes. A lost answer costs a container, and no post."""

    def __init__(
        self,
        pool: Pool,
        calls: InstagramCalls,
        tokens: AccountTokens,
        assets: UsableAssets,
        faults: FaultPoints,
        delivery: VideoDelivery,
    ) -> None:
        self._pool, self._calls, self._tokens = pool, calls, tokens
        self._assets, self._faults, self._delivery = assets, faults, delivery

    async def make(self, post: Post, item: int) -> Learnt:
        """Make one container; the call is counted before."""
        call = Call(post.account_id, "create_container")
        try:
            wanted = await self.wanted(post.post_id)
            upload = await self._calls.make(
                call, lambda account: self._make(account, post, wanted, item)
            )
        except (PlatformError, ServiceError) as error:
            return _not_made(post, item, error)
        except SealBroken:
            return Learnt(lambda now: endings.failed(now, UNREADABLE, None), is_observed=False)
        self._faults.reach("container-answered")
        at = datetime.now(UTC)
        url, container_id = self._sealed(post, item, upload), upload.container_id
        return Learnt(lambda now: machine.made(now, item, container_id, at, url))

    async def look(self, post: Post, items: tuple[int, ...]) -> Learnt:
        """Ask what became of these containers."""
        found: list[tuple[int, ContainerState]] = []
        try:
            for item in items:
                found.append((item, await self.state(post, item)))
        except (PlatformError, ServiceError) as error:
            return _not_seen(found, error)
        return Learnt(_seen(found))

    async def state(self, post: Post, item: int) -> ContainerState:
        """Ask what became of one container; raises what the call raises."""
        container_id = post.containers[item].container_id or ""
        call = Call(post.account_id, "container")
        return await self._calls.make(call, lambda account: account.container(container_id))

    async def wanted(self, post_id: UUID) -> Wanted:
        """Put together what is asked for; raises `SealBroken`, or `KeyMissing`."""
        async with self._pool.connection() as connection:
            asked = await PostViews(connection).asked(post_id)
        return Wanted(request_of(self._tokens, post_id, asked), asked.videos)

    async def _make(self, account: AccountCalls, post: Post, wanted: Wanted, item: int) -> Upload:
        words = _words(wanted.request)
        if post.kind == "CAROUSEL" and item == WHOLE:
            children = [post.containers[number].container_id or "" for number in range(post.items)]
            return _fetched(await account.create_carousel(children, words))
        number = number_of(item)
        if self._is_sent(account, wanted, number):
            one = _item(wanted, number, "")
            if post.kind == "CAROUSEL":
                return await account.create_child_upload(one)
            return await account.create_upload(post.kind, one, words)
        one = _item(wanted, number, await self._address(wanted, number))
        if post.kind == "CAROUSEL":
            return _fetched(await account.create_child(one))
        return _fetched(await account.create(post.kind, one, words))

    def _is_sent(self, account: AccountCalls, wanted: Wanted, number: int) -> bool:
        """Tell an uploaded video that is not fetched, where the login lets us send it."""
        is_ours = wanted.videos[number] and wanted.request.media[number].asset_id is not None
        return is_ours and self._delivery == "resumable" and account.takes_bytes

    async def _address(self, wanted: Wanted, number: int) -> str:
        one = wanted.request.media[number]
        return await self._assets.address(one.asset_id) if one.asset_id else one.address or ""

    def _sealed(self, post: Post, item: int, upload: Upload) -> bytes | None:
        aad = upload_aad(post.post_id, post.attempt, item)
        return self._tokens.seal(upload.url.encode(), aad) if upload.url else None


def number_of(item: int) -> int:
    """Say which picture or video a container is of; one that is a whole post is of the first."""
    return 0 if item == WHOLE else item


def _fetched(container_id: str) -> Upload:
    """Tell a container whose file Instagram fetches, or that has none."""
    return Upload(container_id, "")


def _item(wanted: Wanted, number: int, url: str) -> Item:
    request, one = wanted.request, wanted.request.media[number]
    return Item(
        is_video=wanted.videos[number],
        url=url,
        alt_text=one.alt_text,
        user_tags=tuple(UserTag(tag.username, tag.x, tag.y) for tag in one.user_tags),
        cover_url=request.cover_url or "",
        thumb_offset=request.thumb_offset,
    )


def _words(request: PublishRequest) -> Words:
    return Words(
        caption=request.caption,
        location_id=request.location_id or "",
        collaborators=request.collaborators,
        share_to_feed=request.share_to_feed,
        is_ai_generated=request.is_ai_generated,
    )


def _not_made(post: Post, item: int, error: PlatformError | ServiceError) -> Learnt:
    wait, refusal = wait_after(error), refusal_of(error)
    if wait is not None:
        return Learnt(wait=wait, waits_for=refusal.code, is_observed=False)
    passes, at = may_pass(error, post), datetime.now(UTC)
    are_children_lost = item == WHOLE and post.kind == "CAROUSEL" and refusal.code in CHILD_LOST

    def apply(now: Post) -> Outcome:
        after, events = machine.not_made(now, item, refusal, at, may_pass=passes)
        if are_children_lost and not events:
            after, _ = machine.children_lost(after)
        return after, events

    return Learnt(apply, waits_for=refusal.code if passes else "")


def _not_seen(
    found: list[tuple[int, ContainerState]], error: PlatformError | ServiceError
) -> Learnt:
    """Keep what was seen before; an account that has ended ends what was only prepared."""
    wait, refusal = wait_after(error), refusal_of(error)
    if wait is None and is_final(error):
        return Learnt(lambda now: endings.failed(now, refusal, None), is_observed=False)
    return Learnt(_seen(found), wait=wait, waits_for=refusal.code, is_observed=False)


def _seen(found: list[tuple[int, ContainerState]]) -> Callable[[Post], Outcome]:
    at = datetime.now(UTC)

    def apply(post: Post) -> Outcome:
        events: list[PostEvent] = []
        for item, state in found:
            post, news = machine.seen(post, item, state, at)
            events += news
        return post, events

    return apply
