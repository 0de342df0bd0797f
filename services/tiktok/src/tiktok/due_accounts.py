"""Repository: accounts whose disconnecting or checking is not done yet."""

from datetime import timedelta
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
