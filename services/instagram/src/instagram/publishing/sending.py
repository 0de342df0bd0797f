"""Sending a video's bytes, from where they broke off: bytes in a container are no post yet."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from accounts.calls.authorized import Call
from accounts.tokens.tokens import AccountTokens
from common.errors import NotFound, ServiceError
from common.faults import FaultPoints
from common.outbox import Outbox
from common.postgres import Pool
from instagram.access import InstagramCalls
from instagram.assets.usable import StoredFile
from instagram.errors import MediaRefused
from instagram.posts import endings, machine
from instagram.posts.endings import Outcome
from instagram.posts.patience import MOST_FAILED_CALLS
from instagram.posts.post import Post
from instagram.posts.store import InstagramPosts
from instagram.publishing.assets import UsableAssets
from instagram.publishing.failures import refusal_of, wait_after
from instagram.publishing.preparing import UNREADABLE, Preparing, number_of
from instagram.publishing.steps import Learnt
from instagram.sealed_columns import upload_aad
from platforms.errors import OutcomeUnknown, PlatformDown, PlatformError
from platforms.instagram.containers import ContainerState, Upload
from platforms.protocol import Content
from vault.envelope import SealBroken

LEASE = timedelta(seconds=60)
RENEWED_AFTER = LEASE.total_seconds() / 3


class ClaimLost(Exception):
    """Another process sends these bytes."""


@dataclass
class Claim:
    """The right to take a post's step, kept for as long as bytes flow."""

    pool: Pool
    outbox: Outbox
    post_id: UUID
    until: datetime
    renewed_at: float

    async def keep(self) -> None:
        """Prolong it before it ends; raises `ClaimLost` where that was too late."""
        now = asyncio.get_running_loop().time()
        if now - self.renewed_at < RENEWED_AFTER:
            return
        async with self.pool.connection() as connection:
            posts = InstagramPosts(connection, self.outbox)
            until = await posts.prolong(self.post_id, self.until, LEASE)
        if until is None:
            raise ClaimLost
        self.until, self.renewed_at = until, now


class Sending:
    """Asks how many bytes have come, and sends the rest in one request.

    After a lost answer, or a death, the next try asks again: nothing is sent twice, and the
    container stays the same.
    """

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        calls: InstagramCalls,
        tokens: AccountTokens,
        preparing: Preparing,
        assets: UsableAssets,
        faults: FaultPoints,
    ) -> None:
        self._pool, self._outbox, self._calls, self._tokens = pool, outbox, calls, tokens
        self._preparing, self._assets, self._faults = preparing, assets, faults

    async def send(self, post: Post, item: int, claim: datetime) -> Learnt:
        """Send what is missing of a container's video; the call is counted before."""
        container_id = post.containers[item].container_id or ""
        begun = asyncio.get_running_loop().time()
        held = Claim(self._pool, self._outbox, post.post_id, claim, begun)
        try:
            upload = Upload(container_id, self._upload_url(post, item))
            state = await self._send(post, item, upload, held)
        except (PlatformError, ServiceError) as error:
            return _not_sent(post, item, container_id, error)
        except SealBroken:
            return Learnt(lambda now: endings.failed(now, UNREADABLE, None), is_observed=False)
        return _sent(item, state)

    async def _send(self, post: Post, item: int, upload: Upload, held: Claim) -> ContainerState:
        file = await self._file(post, item)
        ask = Call(post.account_id, "container")
        state = await self._calls.make(ask, lambda one: one.progress(upload.container_id))
        offset = state.received
        if state.status_code == "IN_PROGRESS" and offset < file.size:
            rest = Content(file.size - offset, lambda: self._blocks(file, offset, held))
            call = Call(post.account_id, "send_bytes")
            await self._calls.make(call, lambda one: one.send_bytes(upload, offset, rest))
            self._faults.reach("bytes-answered")
        return state

    async def _blocks(self, file: StoredFile, offset: int, held: Claim) -> AsyncIterator[bytes]:
        async with aclosing(self._assets.read(file, offset)) as blocks:
            async for block in blocks:
                yield block
                await held.keep()

    async def _file(self, post: Post, item: int) -> StoredFile:
        wanted = await self._preparing.wanted(post.post_id)
        asset_id = wanted.request.media[number_of(item)].asset_id
        if asset_id is None:
            raise MediaRefused("The video is not an uploaded file any more.")
        return await self._assets.stored(asset_id)

    def _upload_url(self, post: Post, item: int) -> str:
        sealed = post.containers[item].upload_url
        if sealed is None:
            raise NotFound("The video has been sent already.")
        return self._tokens.open(sealed, upload_aad(post.post_id, post.attempt, item)).decode()


def _sent(item: int, state: ContainerState) -> Learnt:
    at = datetime.now(UTC)

    def apply(post: Post) -> Outcome:
        post, events = machine.seen(post, item, state, at)
        post, more = machine.sent(post, item, state.id)
        return post, [*events, *more]

    return Learnt(apply)


def _not_sent(
    post: Post, item: int, container_id: str, error: PlatformError | ServiceError
) -> Learnt:
    """Wait, send the rest soon, or have another container made: by what was said."""
    wait, refusal = wait_after(error), refusal_of(error)
    if wait is not None:
        return Learnt(wait=wait, waits_for=refusal.code, is_observed=False)
    is_broken = isinstance(error, PlatformDown | OutcomeUnknown)
    may_pass = is_broken and post.tries + 1 < MOST_FAILED_CALLS
    return Learnt(
        lambda now: machine.not_sent(now, item, container_id, refusal, may_pass=may_pass),
        waits_for=refusal.code if may_pass else "",
        is_observed=False,
    )
