"""What platforms tell of people who take their consent back, or want their data deleted."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from psycopg.rows import class_row

from auth.sign_in.sessions import fingerprint
from common.postgres import Connection

Kind = Literal["deauthorization", "deletion"]
KEPT = timedelta(days=30)
SWEEP = "DELETE FROM withdrawals WHERE kind = 'deauthorization' AND received_at < now() - %s"
NOTE_END = """
UPDATE withdrawn_accounts SET ended_at = %s WHERE account_id = %s AND ended_at IS NULL
"""
FIND_DELETION = """
SELECT code, provider, received_at, count(account_id) AS accounts,
    CASE WHEN count(account_id) = count(ended_at) THEN coalesce(max(ended_at), received_at) END
        AS completed_at
FROM withdrawals LEFT JOIN withdrawn_accounts USING (code)
WHERE code = %s AND kind = 'deletion' GROUP BY code
"""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What a platform says, signed: which person of its own it is about, and since when."""

    provider: str
    person_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Deletion:
    """How far a deletion is: `accounts` had to end, and since `completed_at` all of them have."""

    code: str
    provider: str
    received_at: datetime
    accounts: int
    completed_at: datetime | None


class Withdrawals:
    """The rows of `withdrawals`; the caller owns the connection and its transaction.

    Of the person only a hash is kept: enough to know a repeat by.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, kind: Kind, told: Withdrawal) -> tuple[str, bool]:
        """Note it; gives its code, and whether it is new: a repeat has the code of the first."""
        person = fingerprint(f"{told.provider}|{told.person_id}")
        code = secrets.token_urlsafe(16)
        cursor = await self._connection.execute(
            "INSERT INTO withdrawals AS known (code, provider, kind, person_hash, issued_at)"
            " VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (provider, kind, person_hash, issued_at) DO UPDATE SET code = known.code"
            " RETURNING code",
            (code, told.provider, kind, person, told.at),
        )
        [(kept,)] = await cursor.fetchall()
        return str(kept), kept == code

    async def await_ends(self, code: str, account_ids: Sequence[UUID]) -> None:
        """Note which accounts must end before a deletion is complete."""
        await self._connection.execute(
            "INSERT INTO withdrawn_accounts (code, account_id) SELECT %s, unnest(%s::uuid[])"
            " ON CONFLICT DO NOTHING",
            (code, list(account_ids)),
        )

    async def note_end(self, account_id: UUID, at: datetime) -> bool:
        """Note that an account has ended, tokens and all; False where no deletion awaits it."""
        cursor = await self._connection.execute(NOTE_END, (at, account_id))
        return cursor.rowcount > 0

    async def find_deletion(self, code: str) -> Deletion | None:
        """Tell how far a deletion is."""
        async with self._connection.cursor(row_factory=class_row(Deletion)) as cursor:
            await cursor.execute(FIND_DELETION, (code,))
            return await cursor.fetchone()

    async def sweep(self) -> int:
        """Forget old deauthorizations; what was deleted stays to be asked about."""
        cursor = await self._connection.execute(SWEEP, (KEPT,))
        return cursor.rowcount
