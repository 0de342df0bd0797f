"""Repository: the media whose comments are to be read, since their number has changed."""

from datetime import timedelta
from uuid import UUID

from common.postgres import Connection
from instagram.comments.store import AGAIN, LONGEST


class CommentedMedia:
    """Media of all accounts; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def read_after(self, account_id: UUID, media_id: str, pause: timedelta) -> None:
        """Let the comments of a medium be read."""
        await self._connection.execute(
            "UPDATE media SET comments_due_at = now() + %s, comments_tries = 0"
            " WHERE (account_id, media_id) = (%s, %s)",
            (pause, account_id, media_id),
        )

    async def is_due(self, account_id: UUID, media_id: str) -> bool:
        """Whether they are still to be read: the command may have come twice."""
        cursor = await self._connection.execute(
            "SELECT 1 FROM media WHERE (account_id, media_id) = (%s, %s)"
            " AND comments_due_at IS NOT NULL",
            (account_id, media_id),
        )
        return await cursor.fetchone() is not None

    async def read(self, account_id: UUID, media_id: str) -> None:
        """Note that they are read."""
        await self._connection.execute(
            "UPDATE media SET comments_due_at = NULL, comments_tries = 0"
            " WHERE (account_id, media_id) = (%s, %s)",
            (account_id, media_id),
        )

    async def take_due(self, limit: int) -> list[tuple[UUID, str]]:
        """Take media whose comments are to be read; each is due again later."""
        cursor = await self._connection.execute(
            "UPDATE media SET comments_tries = comments_tries + 1, comments_due_at = now()"
            " + least(%s * power(2, least(comments_tries, 16)), %s)"
            " WHERE (account_id, media_id) IN (SELECT account_id, media_id FROM media"
            "  WHERE comments_due_at <= now() ORDER BY comments_due_at LIMIT %s"
            "  FOR UPDATE SKIP LOCKED) RETURNING account_id, media_id",
            (AGAIN, LONGEST, limit),
        )
        return [(row[0], row[1]) for row in await cursor.fetchall()]
