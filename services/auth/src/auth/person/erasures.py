"""Who deleted their account, and how far the accounts that they had connected are."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from auth.accounts.store import Owner
from common.postgres import Connection

FIND = """
SELECT code, requested_at, count(account_id) AS accounts, count(ended_at) AS ended,
    count(erased_at) AS erased,
    CASE WHEN count(account_id) = count(erased_at)
        THEN coalesce(max(erased_at), requested_at) END AS completed_at
FROM erasures LEFT JOIN erased_accounts USING (code) WHERE code = %s GROUP BY code
"""
# What `auth` keeps of an account; who it belonged to stays in `erased_accounts` by its id alone.
OF_ACCOUNT = (
    "DELETE FROM accounts WHERE account_id = %s",
    "DELETE FROM account_registers WHERE account_id = %s",
    "DELETE FROM notices WHERE account_id = %s",
)
# The user's sessions, links, unfinished connections and tenants go with the user's row.
OF_USER = (
    "UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE made_by = %s",
    "DELETE FROM notices WHERE user_id = %s",
    "DELETE FROM users WHERE user_id = %s",
)


@dataclass(frozen=True, slots=True)
class Erasure:
    """How far it is: of so many accounts, so many have ended and are erased by their service."""

    code: str
    requested_at: datetime
    accounts: int
    ended: int
    erased: int
    completed_at: datetime | None


class Erasures:
    """The rows of `erasures` and `erased_accounts`; the caller owns the transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def begin(self, user_id: UUID) -> str:
        """Note that a user is erased; gives the code to ask with, the same for a repeat."""
        cursor = await self._connection.execute(
            "INSERT INTO erasures AS known (code, user_id) VALUES (%s, %s)"
            " ON CONFLICT (user_id) DO UPDATE SET code = known.code RETURNING code",
            (secrets.token_urlsafe(16), user_id),
        )
        [(code,)] = await cursor.fetchall()
        return str(code)

    async def await_account(self, code: str, owner: Owner) -> None:
        """Note an account that must be erased before the erasure is complete."""
        await self._connection.execute(
            "INSERT INTO erased_accounts (account_id, code, provider) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            (owner.account_id, code, owner.provider),
        )

    async def forget_user(self, user_id: UUID) -> None:
        """Delete the user, and what is kept of them beside their accounts."""
        for statement in OF_USER:
            await self._connection.execute(statement, (user_id,))

    async def is_awaited(self, account_id: UUID) -> bool:
        """Tell whether the account is one of an erased user."""
        cursor = await self._connection.execute(
            "SELECT 1 FROM erased_accounts WHERE account_id = %s", (account_id,)
        )
        return await cursor.fetchone() is not None

    async def note_end(self, account_id: UUID, at: datetime) -> bool:
        """Note that the account's grant has ended; False where its service has erased it before."""
        cursor = await self._connection.execute(
            "UPDATE erased_accounts SET ended_at = coalesce(ended_at, %s)"
            " WHERE account_id = %s AND erased_at IS NULL",
            (at, account_id),
        )
        return cursor.rowcount == 1

    async def note_erased(self, account_id: UUID, at: datetime) -> None:
        """Note that its service keeps nothing of the account, and keep nothing here either."""
        await self._connection.execute(
            "UPDATE erased_accounts SET ended_at = coalesce(ended_at, %s),"
            " erased_at = coalesce(erased_at, %s) WHERE account_id = %s",
            (at, at, account_id),
        )
        for statement in OF_ACCOUNT:
            await self._connection.execute(statement, (account_id,))

    async def find(self, code: str) -> Erasure | None:
        """Tell how far an erasure is."""
        async with self._connection.cursor(row_factory=class_row(Erasure)) as cursor:
            await cursor.execute(FIND, (code,))
            return await cursor.fetchone()
