"""Taking a post on, step by step: decided under the row's lock, called outside of it.

Each step may be repeated, by another process too: what it has learnt is applied to the row as it is
then, and what is no news changes nothing.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from psycopg import DataError, IntegrityError

from accounts import metrics
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Pool
from common.retry import forever
from contracts.instagram.posts import PostEvent
from instagram.posts import endings
from instagram.posts.patience import AT_ONCE
from instagram.posts.post import Post
from instagram.posts.retries import OPEN
from instagram.posts.steps import (
    GiveUp,
    Identify,
    Look,
    Make,
    Publish,
    Send,
    Settle,
    Step,
    due_in,
    next_step,
)
from instagram.posts.store import InstagramPosts, Next
from instagram.publishing.calling import LEASE, Calling
from instagram.publishing.preparing import Preparing
from instagram.publishing.sending import Sending
from instagram.publishing.settling import Settling
from instagram.publishing.steps import Learnt

log = get_logger(__name__)
UNSTORABLE = (IntegrityError, DataError)  # no further try will store it
ENDS = {"PUBLISHED": "published", "FAILED": "failed", "UNKNOWN": "unknown"}


class Advancing:
    """Carries out the steps of posts."""

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        preparing: Preparing,
        sending: Sending,
        calling: Calling,
        settling: Settling,
    ) -> None:
        self._pool, self._outbox = pool, outbox
        self._preparing, self._sending = preparing, sending
        self._calling, self._settling = calling, settling

    async def advance(self, post_id: UUID) -> None:
        """Take a post on for as long as there is something to be done at once."""
        while await self._advance(post_id):
            pass

    async def look(self, post_id: UUID) -> None:
        """Ask once more what became of a call that is in doubt, or was given up."""
        async with self._pool.connection() as connection:
            post = await InstagramPosts(connection, self._outbox).lock(post_id)
        if post is not None and post.status in OPEN and post.whole is not None:
            await self._keep(post, await self._settling.settle(post))

    async def _advance(self, post_id: UUID) -> bool:
        """Take one step; gives whether the next one is due at once."""
        async with self._pool.connection() as connection:
            posts = InstagramPosts(connection, self._outbox)
            claim = await posts.claim(post_id, LEASE)
            post = await posts.lock(post_id) if claim else None
        if claim is None or post is None:
            return False
        step = next_step(post, datetime.now(UTC))
        learnt = await self._take(post, step, claim)
        return learnt is not None and await self._keep(post, learnt)

    async def _take(self, post: Post, step: Step | None, claim: datetime) -> Learnt | None:
        match step:
            case Make(item):
                return await self._preparing.make(post, item)
            case Send(item):
                return await self._sending.send(post, item, claim)
            case Look(items):
                return await self._preparing.look(post, items)
            case Publish():
                return await self._calling.publish(post, claim)
            case Settle():
                return await self._settling.settle(post)
            case Identify():
                return await self._settling.identify(post)
            case GiveUp():
                return Learnt(endings.given_up, is_observed=False)
            case None:
                return Learnt(is_observed=False)

    async def _keep(self, seen: Post, learnt: Learnt) -> bool:
        """Commit what was learnt; a database that is away for a while must not lose it."""
        due: timedelta | None = None
        async for attempt in forever("store a step of a post", unless=UNSTORABLE):
            with attempt:
                due = await self._commit(seen, learnt)
        return due is not None and due <= AT_ONCE

    async def _commit(self, seen: Post, learnt: Learnt) -> timedelta | None:
        now = datetime.now(UTC)
        async with self._pool.connection() as connection:
            posts = InstagramPosts(connection, self._outbox)
            post = await posts.lock(seen.post_id)
            if post is None or post.attempt != seen.attempt:
                return None
            after, events = learnt.apply(post)
            due = learnt.wait if learnt.wait is not None else due_in(_since(post, after, now), now)
            waits_for = learnt.waits_for if due is not None and after.status != "PUBLISHED" else ""
            observed_at = now if learnt.is_observed else None
            await posts.record(post, after, events, Next(due, waits_for, observed_at))
        _tell(after, events)
        return due


def _since(before: Post, after: Post, now: datetime) -> Post:
    """Let a state that has just begun be as young as it is."""
    return after if after.status == before.status else replace(after, status_since=now)


def _tell(post: Post, events: list[PostEvent]) -> None:
    for event in events:
        log.info(
            "post",
            step=event.TYPE,
            post_id=post.post_id,
            status=event.status,
            reason=post.failure.refusal.code if post.failure else None,
        )
    ended = {event.status for event in events} & ENDS.keys()
    if post.status in ended:
        metrics.POSTS.labels("instagram", ENDS[post.status]).inc()
