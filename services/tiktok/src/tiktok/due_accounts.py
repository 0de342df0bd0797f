"""Repository: accounts to be disconnected or checked, and what TikTok tells of an account."""

from datetime import datetime, timedelta
from uuid import UUID

from common.postgres import Connection


class DueAccounts:
    """The caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take(self, again: timedelta, limit: int) -> list[tuple[UUID, str]]:
        """Take what is due, and move its time forward so that it is not taken again at once."""
        cursor = await self._connection.execute(
            "UPDATE oauth_accounts SET next_due_at = now() + %s WHERE account_id IN"
            " (SELECT account_id FROM oauth_accounts WHERE status IN ('DISCONNECTING', 'CHECKING')"
            "  AND coalesce(next_due_at, updated_at + %s) <= now()"
            "  ORDER BY updated_at LIMIT %s FOR UPDATE SKIP LOCKED)"
            " RETURNING account_id, status",
            (again, again, limit),
        )
        return [(row[0], row[1]) for row in await cursor.fetchall()]

    async def take_ending(self, after: timedelta, limit: int) -> list[UUID]:
        """Take accounts in use whose permission is as old as this, each permission once."""
        cursor = await self._connection.execute(
            "UPDATE oauth_accounts SET ending_told_at = now() WHERE account_id IN"
            " (SELECT account_id FROM oauth_accounts WHERE status IN ('CONNECTED', 'CHECKING')"
            "  AND granted_at <= now() - %s AND coalesce(ending_told_at < granted_at, true)"
            "  LIMIT %s FOR UPDATE SKIP LOCKED)"
            " RETURNING account_id",
            (after, limit),
        )
        return [row[0] for row in await cursor.fetchall()]

    async def holder_at(self, platform_user_id: str, at: datetime) -> UUID | None:
        """Find the account that held this TikTok user then, or the first that came to hold it.

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

    async def rename(self, account_id: UUID, display_name: str, avatar_url: str) -> None:
        """Keep the profile as TikTok shows it now."""
        await self._connection.execute(
            "UPDATE oauth_accounts SET display_name = %s, avatar_url = %s WHERE account_id = %s",
            (display_name, avatar_url, account_id),
        )
