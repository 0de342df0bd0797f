"""What the leader repeats for posts: commands for what is due, and the end of what is over."""

from collections.abc import Awaitable, Callable
from functools import partial

from accounts import metrics
from accounts.calls.rate_windows import RateWindows
from accounts.inbox import Inbox
from accounts.profiles import PROFILE
from accounts.timers import BATCH, write_command
from accounts.turns import AccountTurns, Turns
from common.leader_gauge import LeaderGauge
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from common.tracing import beginning
from contracts.commands import ObserveProfile
from contracts.tiktok.commands import CancelPost, PollStatus, ReconcileVideos, SampleMetrics
from contracts.tiktok.events import WebhookUnmatched
from tiktok.platform import LIMITS, PROVIDER, RECONCILE, SAMPLE
from tiktok.posts.attempts import PublishAttempts
from tiktok.posts.due import DuePosts
from tiktok.posts.pruning import PRUNED, Pruning
from tiktok.publishing.init import Inits

log = get_logger(__name__)
UNMATCHED_AFTER_DAYS = 7
# A batch is one short transaction, so that a long backlog never rolls back whole; what is left
# after so many batches waits for the next round.
DELETED, MOST_BATCHES = 1000, 100
Delete = Callable[[Connection, int], Awaitable[int]]


class PostTimers:
    """Each method may run twice or be missed: it looks at the rows, never at what it did before.

    Each is a transaction of its own, so that one kind of work that fails leaves the others alone.
    """

    def __init__(
        self, pool: Pool, outbox: Outbox, inits: Inits, init_lost_after: float, turns: Turns
    ) -> None:
        """Take an init for lost after so many seconds."""
        self._pool, self._outbox, self._turns = pool, outbox, turns
        self._inits, self._init_lost_after = inits, init_lost_after
        self._waiting = LeaderGauge(metrics.PENDING_OBSERVATIONS, PROVIDER, seconds=60)

    async def write_polls(self) -> None:
        """Command a status call for every post that is due."""
        async with self._pool.connection() as connection:
            for account_id, post_id in await DuePosts(connection).take_polls(BATCH):
                command = PollStatus(account_id=account_id, post_id=post_id)
                await write_command(connection, self._outbox, command)

    async def write_cancels(self) -> None:
        """Command what users want cancelled, and TikTok has not answered yet."""
        async with self._pool.connection() as connection:
            for account_id, post_id in await DuePosts(connection).take_cancels(BATCH):
                command = CancelPost(account_id=account_id, post_id=post_id)
                await write_command(connection, self._outbox, command)

    async def write_turns(self) -> None:
        """Command the work that every account's turn comes for again and again."""
        async with self._pool.connection() as connection:
            turns = AccountTurns(connection, self._turns)
            for account_id in await turns.take(SAMPLE, BATCH):
                command = SampleMetrics(account_id=account_id)
                await write_command(connection, self._outbox, command)
            for account_id in await turns.take(RECONCILE, BATCH):
                reconcile = ReconcileVideos(account_id=account_id)
                await write_command(connection, self._outbox, reconcile)
            for account_id in await turns.take(PROFILE, BATCH):
                observe = ObserveProfile(provider=PROVIDER, account_id=account_id)
                await write_command(connection, self._outbox, observe)

    async def settle_lost_inits(self) -> None:
        """Settle an intent whose process died: the answer will never come."""
        async with self._pool.connection() as connection:
            lost = await PublishAttempts(connection).find_lost(self._init_lost_after)
        for post_id, attempt in lost:
            with beginning("settle lost init"):
                await self._inits.lose(post_id, attempt)

    async def measure_backlog(self) -> None:
        """Measure how many webhooks wait for their account or post."""
        async with self._pool.connection() as connection:
            waiting = await Inbox(connection, PROVIDER).count()
        self._waiting.set(waiting)

    async def end_waiting(self) -> None:
        """End the waiting of webhooks that no account or post came for."""
        await self._repeat(self._end_waiting)

    async def _end_waiting(self, connection: Connection, limit: int) -> int:
        early = await Inbox(connection, PROVIDER).take_unmatched(UNMATCHED_AFTER_DAYS, limit)
        for one in early:
            event = WebhookUnmatched(
                external_id=one.external_id,
                platform_user_id=one.platform_user_id,
                publish_id=one.target_id if one.target_kind == "post" else None,
            )
            with beginning("end waiting webhook"):
                await self._outbox.command(connection, event, "unmatched")
        return len(early)

    async def forget(self) -> None:
        """Delete what no rule looks at any more."""
        await self._repeat(_forget_handled)
        await self._repeat(_forget_calls)
        for statement in PRUNED:
            await self._repeat(partial(_prune, statement))

    async def _repeat(self, delete: Delete) -> None:
        """Delete batch after batch, each in its own transaction, until there is little left."""
        for _ in range(MOST_BATCHES):
            async with self._pool.connection() as connection:
                deleted = await delete(connection, DELETED)
            if deleted < DELETED:
                return


async def _forget_handled(connection: Connection, limit: int) -> int:
    return await Inbox(connection, PROVIDER).forget_handled(limit)


async def _forget_calls(connection: Connection, limit: int) -> int:
    return await RateWindows(connection, LIMITS).forget(limit)


async def _prune(statement: str, connection: Connection, limit: int) -> int:
    return await Pruning(connection).prune(statement, limit)
