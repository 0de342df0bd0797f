"""What the leader repeats for the whole service: turns of accounts, and the end of what is over."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from accounts import metrics
from accounts.calls.rate_windows import RateWindows
from accounts.inbox import Inbox
from accounts.timers import BATCH, write_command
from accounts.turns import AccountTurns, Turns
from common.leader_gauge import LeaderGauge
from common.outbox import Outbox
from common.postgres import Connection, Pool
from common.tracing import beginning
from contracts.commands import Command
from contracts.instagram.comments import WebhookUnmatched
from instagram.platform import LIMITS, PROVIDER

UNMATCHED_AFTER_DAYS = 7
# A batch is one short transaction, so that a long backlog never rolls back whole; what is left
# after so many batches waits for the next round.
DELETED, MOST_BATCHES = 1000, 100
Delete = Callable[[Connection, int], Awaitable[int]]
TurnCommands = Mapping[str, Callable[[UUID], Command]]


class ServiceTimers:
    """Each method may run twice or be missed: it looks at the rows, never at what it did before.

    Each is a transaction of its own, so that one kind of work that fails leaves the others alone.
    """

    def __init__(self, pool: Pool, outbox: Outbox, turns: Turns, commands: TurnCommands) -> None:
        """Make the commands of turns, by their kind, with `commands`."""
        self._pool, self._outbox, self._turns, self._commands = pool, outbox, turns, commands
        self._waiting = LeaderGauge(metrics.PENDING_OBSERVATIONS, PROVIDER, seconds=60)

    async def write_turns(self) -> None:
        """Command the work that every account's turn comes for again and again."""
        async with self._pool.connection() as connection:
            turns = AccountTurns(connection, self._turns)
            for kind, command in self._commands.items():
                for account_id in await turns.take(kind, BATCH):
                    await write_command(connection, self._outbox, command(account_id))

    async def measure_backlog(self) -> None:
        """Measure how many webhooks wait for their account or post."""
        async with self._pool.connection() as connection:
            waiting = await Inbox(connection, PROVIDER).count()
        self._waiting.set(waiting)

    async def end_waiting(self) -> None:
        """End the waiting of webhooks that no account came for."""
        await repeat_in_batches(self._pool, self._end_waiting)

    async def _end_waiting(self, connection: Connection, limit: int) -> int:
        early = await Inbox(connection, PROVIDER).take_unmatched(UNMATCHED_AFTER_DAYS, limit)
        for one in early:
            event = WebhookUnmatched(
                external_id=one.external_id, platform_user_id=one.platform_user_id
            )
            with beginning("end waiting webhook"):
                await self._outbox.command(connection, event, "unmatched")
        return len(early)

    async def forget(self) -> None:
        """Delete what no rule looks at any more."""
        await repeat_in_batches(self._pool, _forget_handled)
        await repeat_in_batches(self._pool, _forget_calls)


async def repeat_in_batches(pool: Pool, delete: Delete) -> None:
    """Delete batch after batch, each in its own transaction, until there is little left."""
    for _ in range(MOST_BATCHES):
        async with pool.connection() as connection:
            deleted = await delete(connection, DELETED)
        if deleted < DELETED:
            return


async def _forget_handled(connection: Connection, limit: int) -> int:
    return await Inbox(connection, PROVIDER).forget_handled(limit)


async def _forget_calls(connection: Connection, limit: int) -> int:
    return await RateWindows(connection, LIMITS).forget(limit)
