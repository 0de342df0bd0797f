"""Repository: what is done for every account again and again, and when it is due next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from accounts.store import IN_USE
from common.postgres import Connection

AGAIN = timedelta(minutes=10)
"""After this a turn that was not done is taken again; each further time after twice as long."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Work of one kind: how often it is done, and for whom.

    The account must have granted one of the scopes: each login may have its own name for it.
    """

    every: timedelta
    scopes: frozenset[str]

    def is_allowed(self, granted: Iterable[str]) -> bool:
        """Tell whether an account that granted this may be asked."""
        return not self.scopes.isdisjoint(granted)


Turns = Mapping[str, Turn]


class AccountTurns:
    """The turns of all accounts; `turns` names the kinds of this service."""

    def __init__(self, connection: Connection, turns: Turns) -> None:
        self._connection, self._turns = connection, turns

    async def begin(self, account_id: UUID) -> None:
        """Give an account its turns; its id spreads the first ones over the period.

        An account that is connected again keeps its rhythm: a turn is due one period after it was
        last done, or now where that time has passed.
        """
        for kind, turn in self._turns.items():
            await self._connection.execute(
                "INSERT INTO account_work (account_id, kind, next_due_at) VALUES (%(account)s,"
                " %(kind)s, now() + %(every)s"
                "  * ((hashtextextended(%(account)s::text || %(kind)s, 0) & 1023) / 1024.0))"
                " ON CONFLICT (account_id, kind) DO UPDATE SET next_due_at = greatest(now(),"
                "  least(account_work.next_due_at, account_work.done_at + %(every)s))",
                {"account": account_id, "kind": kind, "every": turn.every},
            )

    async def take(self, kind: str, limit: int) -> list[UUID]:
        """Take accounts whose turn it is; one not done is taken again soon, then less often.

        An account that is not in use, or lacks the scope, waits for a whole period. One that is
        being checked is in use, but not taken; it waits as long as a turn whose command is lost.
        """
        turn = self._turns[kind]
        cursor = await self._connection.execute(
            "WITH due AS (SELECT account_id FROM account_work"
            "  WHERE kind = %(kind)s AND next_due_at <= now() ORDER BY next_due_at LIMIT %(limit)s"
            "  FOR UPDATE SKIP LOCKED),"
            " judged AS (SELECT account_id, account.status, account.status = ANY (%(in_use)s)"
            "   AND account.scopes && %(scopes)s AS is_in_use"
            "  FROM due JOIN oauth_accounts account USING (account_id)),"
            " moved AS (UPDATE account_work work SET next_due_at = now() + CASE WHEN is_in_use"
            "   THEN least(%(again)s * power(2, least(tries, 10)), %(every)s) ELSE %(every)s END,"
            "   tries = tries + is_in_use::int"
            "  FROM judged WHERE (work.account_id, work.kind) = (judged.account_id, %(kind)s))"
            " SELECT account_id FROM judged WHERE is_in_use AND status = 'CONNECTED'",
            {
                "kind": kind,
                "every": turn.every,
                "again": AGAIN,
                "scopes": list(turn.scopes),
                "in_use": list(IN_USE),
                "limit": limit,
            },
        )
        return [row[0] for row in await cursor.fetchall()]

    async def is_done(self, account_id: UUID, kind: str) -> bool:
        """Whether this turn's work is done: its command has come twice."""
        cursor = await self._connection.execute(
            "SELECT 1 FROM account_work WHERE account_id = %s AND kind = %s"
            " AND done_at > now() - least(%s, %s) / 2",
            (account_id, kind, self._turns[kind].every, AGAIN),
        )
        return await cursor.fetchone() is not None

    async def done(self, account_id: UUID, kind: str, *, more: bool = False) -> None:
        """Let the next turn come in its time, or soon where there is more to find out."""
        every = self._turns[kind].every
        await self._connection.execute(
            "INSERT INTO account_work (account_id, kind, next_due_at, done_at)"
            " VALUES (%s, %s, now() + %s, now())"
            " ON CONFLICT (account_id, kind) DO UPDATE SET next_due_at = excluded.next_due_at,"
            " done_at = excluded.done_at, tries = 0",
            (account_id, kind, min(AGAIN, every) if more else every),
        )

    async def hasten(self, account_id: UUID, kind: str) -> None:
        """Let the turn come soon: it may find something out. Ten minutes lie between two turns."""
        await self._connection.execute(
            "UPDATE account_work SET tries = 0, next_due_at = greatest(now(), done_at + %s)"
            " WHERE (account_id, kind) = (%s, %s)"
            " AND next_due_at > greatest(now(), done_at + %s)",
            (AGAIN, account_id, kind, AGAIN),
        )
