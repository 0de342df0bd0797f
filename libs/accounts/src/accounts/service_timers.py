"""What a service's leader repeats beside its accounts: their turns, and the end of what is over."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from accounts import metrics
from accounts.calls.rate_windows import Limits, RateWindows
from accounts.inbox import EarlyDelivery, Inbox
from accounts.store import OAuthAccounts
from accounts.timers import BATCH, write_command
from accounts.turns import AccountTurns, Turns
from common.event import Event
from common.leader_gauge import LeaderGauge
from common.outbox import Outbox
from common.postgres import Connection, Pool
from common.tracing import beginning
from contracts.commands import Command

UNMATCHED_AFTER_DAYS = 7
# A batch is one short transaction, so that a long backlog never rolls back whole; what is left
# after so many batches waits for the next round.
DELETED, MOST_BATCHES = 1000, 100
Delete = Callable[[Connection, int], Awaitable[int]]
TurnCommands = Mapping[str, Callable[[UUID], Command]]
"""The command of a turn, by its kind."""
Unmatched = Callable[[EarlyDelivery], Event]
"""The service's own event for a webhook that has waited in vain."""


class ServiceTimers:
    """Each method may run twice or be missed: it looks at the rows, never at what it did before.

    Each is a transaction of its own, so that one kind of work that fails leaves the others alone.
    """

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        limits: Limits,
        turns: Turns,
        commands: TurnCommands,
        unmatched: Unmatched,
    ) -> None:
        self._pool, self._outbox, self._limits = pool, outbox, limits
        self._turns, self._commands, self._unmatched = turns, commands, unmatched
        self._waiting = LeaderGauge(metrics.PENDING_OBSERVATIONS, limits.provider, seconds=60)
        self._expiry = LeaderGauge(metrics.TOKEN_NEAREST_EXPIRY, limits.provider, seconds=60)

    async def write_turns(self) -> None:
        """Command the work that every account's turn comes for again and again."""
        async with self._pool.connection() as connection:
            turns = AccountTurns(connection, self._turns)
            for kind, command in self._commands.items():
                for account_id in await turns.take(kind, BATCH):
                    await write_command(connection, self._outbox, command(account_id))

    async def measure_backlog(self) -> None:
        """Measure how many webhooks wait for what they are about."""
        async with self._pool.connection() as connection:
            waiting = await self._inbox(connection).count()
        self._waiting.set(waiting)

    async def measure_expiry(self) -> None:
        """Measure how long the first token still lives; without a token nothing is shown."""
        async with self._pool.connection() as connection:
            seconds = await OAuthAccounts(connection).nearest_expiry()
        if seconds is None:
            self._expiry.clear()
        else:
            self._expiry.set(seconds)

    async def end_waiting(self) -> None:
        """End the waiting of webhooks whose account or post did not come."""
        await repeat_in_batches(self._pool, self._end_waiting)

    async def forget(self) -> None:
        """Delete the webhooks and the calls that no rule looks at any more."""
        await repeat_in_batches(self._pool, self._forget_handled)
        await repeat_in_batches(self._pool, self._forget_calls)

    async def _end_waiting(self, connection: Connection, limit: int) -> int:
        early = await self._inbox(connection).take_unmatched(UNMATCHED_AFTER_DAYS, limit)
        for one in early:
            with beginning("end waiting webhook"):
                await self._outbox.command(connection, self._unmatched(one), "unmatched")
        return len(early)

    async def _forget_handled(self, connection: Connection, limit: int) -> int:
        return await self._inbox(connection).forget_handled(limit)

    async def _forget_calls(self, connection: Connection, limit: int) -> int:
        return await RateWindows(connection, self._limits).forget(limit)

    def _inbox(self, connection: Connection) -> Inbox:
        return Inbox(connection, self._limits.provider)


async def repeat_in_batches(pool: Pool, delete: Delete) -> None:
    """Delete batch after batch, each in its own transaction, until there is little left."""
    for _ in range(MOST_BATCHES):
        async with pool.connection() as connection:
            deleted = await delete(connection, DELETED)
        if deleted < DELETED:
            return
