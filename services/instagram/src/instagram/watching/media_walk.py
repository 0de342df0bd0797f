"""Repository: how far the reading of an account's media list has come."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from common.postgres import Connection

# Instagram lists the newest so many:
# https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media
MOST_LISTED = 10_000


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk through the list: what began at `began_at` goes on at `cursor`."""

    account_id: UUID
    began_at: datetime
    cursor: str = ""
    listed: int = 0
    oldest_at: datetime | None = None

    @property
    def reaches_back_to(self) -> datetime | None:
        """Say how old what was not listed may be, and not be gone; None where all was listed."""
        return self.oldest_at if self.listed >= MOST_LISTED else None


class MediaWalks:
    """Walks of all accounts; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self, account_id: UUID) -> Walk | None:
        """Give the walk that is not at its end, and hold its row."""
        async with self._connection.cursor(row_factory=class_row(Walk)) as cursor:
            await cursor.execute(
                "SELECT * FROM media_walks WHERE account_id = %s FOR UPDATE", (account_id,)
            )
            return await cursor.fetchone()

    async def keep(self, walk: Walk) -> None:
        """Note how far it has come."""
        await self._connection.execute(
            "INSERT INTO media_walks (account_id, began_at, cursor, listed, oldest_at)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (account_id) DO UPDATE SET"
            " began_at = excluded.began_at, cursor = excluded.cursor, listed = excluded.listed,"
            " oldest_at = excluded.oldest_at",
            (walk.account_id, walk.began_at, walk.cursor, walk.listed, walk.oldest_at),
        )

    async def end(self, account_id: UUID) -> None:
        """Let the next walk begin at the newest medium."""
        await self._connection.execute(
            "DELETE FROM media_walks WHERE account_id = %s", (account_id,)
        )

    async def not_seen(self, walk: Walk) -> list[str]:
        """Give the media that the whole walk has not met; stories are a list of their own."""
        cursor = await self._connection.execute(
            "SELECT media_id FROM media WHERE account_id = %s AND gone_at IS NULL"
            " AND product_type <> 'STORY' AND seen_at < %s"
            " AND created_at >= coalesce(%s, created_at)",
            (walk.account_id, walk.began_at, walk.reaches_back_to),
        )
        return [row[0] for row in await cursor.fetchall()]
