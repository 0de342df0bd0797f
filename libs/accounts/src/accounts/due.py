"""Repository: accounts to be disconnected, checked or warned of, and who held one at a time."""

from datetime import datetime, timedelta
from uuid import UUID

from common.postgres import Connection

AGAIN = timedelta(seconds=30)


class DueAccounts:
    """Accounts that something is due for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take(self, limit: int) -> list[tuple[UUID, str]]:
        """Take those to be disconnected or checked, with their status.

        Each is due again later, so that none is taken twice at once: first after 30 seconds, then
        after as long as it has waited, up to 15 minutes.
        """
        cursor = await self._connection.execute(
            "UPDATE oauth_accounts SET next_due_at = now() + greatest(%s,"
            "  least(now() - updated_at, interval '15 minutes')) WHERE account_id IN"
            " (SELECT account_id FROM oauth_accounts WHERE status IN ('DISCONNECTING', 'CHECKING')"
            "  AND coalesce(next_due_at, updated_at + %s) <= now()"
            "  ORDER BY updated_at LIMIT %s FOR UPDATE SKIP LOCKED)"
            " RETURNING account_id, status",
            (AGAIN, AGAIN, limit),
        )
        return [(row[0], row[1]) for row in await cursor.fetchall()]

    async def take_ending(self, after: timedelta, limit: int) -> list[UUID]:
        """Take accounts in use whose permission is as old as this, each permission once."""
        cursor = await self._connection.execute(
            "UPDATE oauth_accounts SET ending_told_at = now() WHERE account_id IN"
            " (SELECT account_id FROM oauth_accounts WHERE status IN ('CONNECTED', 'CHECKING')"
            "  AND granted_at <= now() - %s AND ending_told_at IS NULL"
            "  LIMIT %s FOR UPDATE SKIP LOCKED)"
            " RETURNING account_id",
            (after, limit),
        )
        return [row[0] for row in await cursor.fetchall()]

    async def take_unrenewed(self, within: timedelta, limit: int) -> list[UUID]:
        """Take accounts in use whose access ends so soon, and that nothing renews, each once."""
        cursor = await self._connection.execute(
            "UPDATE oauth_accounts SET ending_told_at = now() WHERE account_id IN"
            " (SELECT account_id FROM oauth_accounts WHERE status IN ('CONNECTED', 'CHECKING')"
            "  AND renewal = 'none' AND coalesce(expires_at, refresh_expires_at) <= now() + %s"
            "  AND ending_told_at IS NULL LIMIT %s FOR UPDATE SKIP LOCKED)"
            " RETURNING account_id",
            (within, limit),
        )
        return [row[0] for row in await cursor.fetchall()]

    async def holder_at(self, platform_user_id: str, at: datetime) -> UUID | None:
        """Find the account that held this platform user then, or the first that came to hold it.

        Webhooks tell seconds, so a grant of that very second counts as held.
        """
        cursor = await self._connection.execute(
            "SELECT account_id FROM oauth_accounts WHERE platform_user_id = %(user)s"
            " ORDER BY date_trunc('second', granted_at) <= %(at)s DESC,"
            " abs(extract(epoch FROM granted_at - %(at)s)) LIMIT 1",
            {"user": platform_user_id, "at": at},
        )
        row = await cursor.fetchone()
        return UUID(str(row[0])) if row else None
