"""What the leader repeats for posts: commands for what is due, and the end of what is over."""

from functools import partial

from accounts.inbox import EarlyDelivery
from accounts.profiles import PROFILE
from accounts.service_timers import ServiceTimers, TurnCommands, repeat_in_batches
from accounts.timers import BATCH, write_command
from accounts.turns import Turns
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

TURN_COMMANDS: TurnCommands = {
    SAMPLE: lambda account_id: SampleMetrics(account_id=account_id),
    RECONCILE: lambda account_id: ReconcileVideos(account_id=account_id),
    PROFILE: lambda account_id: ObserveProfile(provider=PROVIDER, account_id=account_id),
}


class PostTimers:
    """Each method may run twice or be missed: it looks at the rows, never at what it did before.

    Each is a transaction of its own, so that one kind of work that fails leaves the others alone.
    """

    def __init__(self, pool: Pool, outbox: Outbox, inits: Inits, init_lost_after: float) -> None:
        """Take an init for lost after so many seconds."""
        self._pool, self._outbox = pool, outbox
        self._inits, self._init_lost_after = inits, init_lost_after

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

    async def settle_lost_inits(self) -> None:
        """Settle an intent whose process died: the answer will never come."""
        async with self._pool.connection() as connection:
            lost = await PublishAttempts(connection).find_lost(self._init_lost_after)
        for post_id, attempt in lost:
            with beginning("settle lost init"):
                await self._inits.lose(post_id, attempt)

    async def prune(self) -> None:
        """Delete secrets and digests that no rule reads any more."""
        for statement in PRUNED:
            await repeat_in_batches(self._pool, partial(_prune, statement))


async def _prune(statement: str, connection: Connection, limit: int) -> int:
    return await Pruning(connection).prune(statement, limit)


def service_timers(pool: Pool, outbox: Outbox, turns: Turns) -> ServiceTimers:
    """Give what every service repeats, with TikTok's turns."""
    return ServiceTimers(pool, outbox, LIMITS, turns, TURN_COMMANDS, unmatched)


def unmatched(early: EarlyDelivery) -> WebhookUnmatched:
    """Tell of a webhook that no account or post came for."""
    return WebhookUnmatched(
        external_id=early.external_id,
        platform_user_id=early.platform_user_id,
        publish_id=early.target_id if early.target_kind == "post" else None,
    )
