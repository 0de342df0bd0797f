"""The one call that publishes: its intent is committed before, its outcome after.

It has no idempotency key, and any error of it may hide a post that is live: the container is read
before anything is believed, and an answer that never came is never asked for again by itself.
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from accounts.calls.authorized import Call, Counted
from accounts.calls.rate_windows import RateWindows
from accounts.tokens.tokens import AccountTokens
from common.errors import ServiceError
from common.faults import FaultPoints
from common.outbox import Outbox
from common.postgres import Pool
from contracts.instagram.posts import PostEvent
from instagram.access import InstagramCalls
from instagram.platform import LIMITS
from instagram.posts import endings, machine
from instagram.posts.endings import Outcome
from instagram.posts.patience import LIMIT_READ_AGAIN
from instagram.posts.post import WHOLE, Post
from instagram.posts.store import InstagramPosts, Next
from instagram.publishing.failures import is_clear, is_final, refusal_of, wait_after
from instagram.publishing.preparing import Preparing
from instagram.publishing.steps import Learnt
from platforms.errors import PlatformError, RateLimited
from platforms.instagram.account import AccountCalls
from platforms.instagram.containers import ContainerState
from platforms.instagram.publishing import Quota

# Longer than the call, and what is looked up before it, may take.
LEASE = timedelta(seconds=60)
LIMIT_REACHED = "9/2207042"
AGAIN = timedelta(seconds=10)


class Calling:
    """Reads the limit, commits the intent, and calls once."""

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        calls: InstagramCalls,
        tokens: AccountTokens,
        preparing: Preparing,
        faults: FaultPoints,
    ) -> None:
        self._pool, self._outbox, self._calls = pool, outbox, calls
        self._tokens, self._preparing, self._faults = tokens, preparing, faults

    async def publish(self, post: Post, claim: datetime) -> Learnt | None:
        """Publish the post; None where another has taken it over."""
        try:
            quota = await self.quota(post)
            counted = Counted(str(uuid4()), await self._tokens.valid(post.account_id))
            if quota.left == 0:
                return Learnt(wait=LIMIT_READ_AGAIN, waits_for=LIMIT_REACHED)
            intended = await self._intend(post, claim, counted)
        except (PlatformError, ServiceError) as error:
            return _not_called(post, error)
        if intended is None:
            return None
        self._faults.reach("publish-intended")
        answer = await self._call(intended, counted)
        self._faults.reach("publish-answered")
        return await self._learnt(intended, answer)

    async def quota(self, post: Post) -> Quota:
        """Ask how many posts are left; other apps' posts count too."""
        return await self._calls.make(Call(post.account_id, "quota"), lambda one: one.quota())

    async def _intend(self, post: Post, claim: datetime, counted: Counted) -> Post | None:
        """Count the call and commit its intent, unless the post has moved on meanwhile."""
        at = datetime.now(UTC)
        async with self._pool.connection() as connection:
            windows = RateWindows(connection, LIMITS)
            await windows.count(post.account_id, "publish", counted.cause)
            posts = InstagramPosts(connection, self._outbox)
            locked = await posts.lock(post.post_id)
            if locked is None or locked.attempt != post.attempt:
                return None
            if not await posts.is_claimed(post.post_id, claim, LEASE):
                return None
            after, events = machine.intended(locked, at)
            if not events:
                return None
            await posts.record(locked, after, events, Next(LEASE, keeps_claim=True))
        return after

    async def _call(self, post: Post, counted: Counted) -> str | PlatformError | ServiceError:
        """Call once: no refusal may lead to a second call by itself, but a limit to a pause."""
        whole = post.containers[WHOLE].container_id or ""

        async def once(account: AccountCalls) -> str | PlatformError:
            try:
                return await account.publish(whole)
            except RateLimited:
                raise
            except PlatformError as error:
                return error

        try:
            return await self._calls.make(Call(post.account_id, "publish", counted), once)
        except (RateLimited, ServiceError) as error:  # of ours where nothing was sent
            return error

    async def _learnt(self, post: Post, answer: str | PlatformError | ServiceError) -> Learnt:
        at = datetime.now(UTC)
        if isinstance(answer, str):
            return Learnt(lambda now: endings.live(now, answer, at, "answer"))
        state = await self._look(post)

        def apply(now: Post) -> Outcome:
            events: list[PostEvent] = []
            if state is not None:
                now, events = machine.seen(now, WHOLE, state, at)
            if isinstance(answer, ServiceError) or is_clear(answer):
                now, more = machine.refused(now, refusal_of(answer))
            else:
                now, more = machine.lost(now, refusal_of(answer))
            return now, [*events, *more]

        return Learnt(apply, waits_for=refusal_of(answer).code)

    async def _look(self, post: Post) -> ContainerState | None:
        try:
            return await self._preparing.state(post, WHOLE)
        except (PlatformError, ServiceError):
            return None


def _not_called(post: Post, error: PlatformError | ServiceError) -> Learnt:
    """Wait, each time longer: what is prepared stays good for a day, and is made anew after it."""
    wait, refusal = wait_after(error), refusal_of(error)
    if wait is None and is_final(error):
        return Learnt(lambda now: endings.failed(now, refusal, None), is_observed=False)
    again = min(AGAIN * 2.0 ** min(post.tries, 7), LIMIT_READ_AGAIN)
    return Learnt(endings.missed, wait or again, refusal.code, is_observed=False)
