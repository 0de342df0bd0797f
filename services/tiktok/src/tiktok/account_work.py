"""Repository: what is done for every account again and again, and when it is due next."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from common.postgres import Connection

Kind = Literal["sample", "reconcile"]
AGAIN = timedelta(minutes=10)
DAY = timedelta(hours=24)
SCOPE = "video.list"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often an account's posts are sampled, and its video list is read."""

    sample: timedelta = DAY
    reconcile: timedelta = DAY

    def of(self, kind: Kind) -> timedelta:
        """Give the time between two turns."""
        return self.sample if kind == "sample" else self.reconcile


DAILY = Rhythm()


class AccountWork:
    """The caller owns the connection and its transaction."""

    def __init__(self, connection: Connection, rhythm: Rhythm) -> None:
        self._connection, self._rhythm = connection, rhythm

    async def take(self, kind: Kind, limit: int) -> list[UUID]:
        """Take accounts whose turn it is; one whose command is lost is taken again soon.

        The first turns are spread over the rhythm, by account. An init whose outcome the video
        list may tell makes the list due without waiting for its turn.
        """
        every = self._rhythm.of(kind)
        cursor = await self._connection.execute(
            "INSERT INTO account_work AS work (account_id, kind, next_due_at)"
            " SELECT account.account_id, %(kind)s, now() + least(%(again)s, %(every)s)"
            " FROM oauth_accounts account LEFT JOIN account_work known"
            "  ON (known.account_id, known.kind) = (account.account_id, %(kind)s)"
            " WHERE account.status = 'CONNECTED' AND %(scope)s = ANY (account.scopes)"
            "  AND (coalesce(known.next_due_at, account.created_at + %(every)s * (("
            "    hashtextextended(account.account_id || %(kind)s, 0) & 1023) / 1024.0)) <= now()"
            "   OR (%(kind)s = 'reconcile'"
            "    AND coalesce(known.next_due_at > now() + %(again)s"
            "     AND known.done_at < now() - %(again)s, known.account_id IS NULL)"
            "    AND EXISTS (SELECT FROM posts WHERE posts.account_id = account.account_id"
            "     AND posts.status = 'INIT_OUTCOME_UNKNOWN' AND posts.source = 'PULL_FROM_URL')))"
            " LIMIT %(limit)s"
            " ON CONFLICT (account_id, kind) DO UPDATE SET next_due_at = excluded.next_due_at"
            " RETURNING account_id",
            {"kind": kind, "every": every, "again": AGAIN, "scope": SCOPE, "limit": limit},
        )
        return [row[0] for row in await cursor.fetchall()]

    async def is_done(self, account_id: UUID, kind: Kind) -> bool:
        """Whether this turn's work is done: its command has come twice."""
        cursor = await self._connection.execute(
            "SELECT 1 FROM account_work WHERE account_id = %s AND kind = %s"
            " AND done_at > now() - least(%s, %s) / 2",
            (account_id, kind, self._rhythm.of(kind), AGAIN),
        )
        return await cursor.fetchone() is not None

    async def done(self, account_id: UUID, kind: Kind) -> None:
        """Let the account's next turn come in its time."""
        every = self._rhythm.of(kind)
        await self._connection.execute(
            "INSERT INTO account_work VALUES (%s, %s, now() + %s, now())"
            " ON CONFLICT (account_id, kind) DO UPDATE SET next_due_at = excluded.next_due_at,"
            " done_at = excluded.done_at",
            (account_id, kind, every),
        )
