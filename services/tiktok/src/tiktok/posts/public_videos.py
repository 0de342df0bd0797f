"""Repository: the videos that are known to have come of posts, and those that are not ours."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from common.postgres import Connection


@dataclass(frozen=True, slots=True)
class KnownVideo:
    """A platform post id of ours, and the last word on whether it is public."""

    platform_post_id: str
    post_id: UUID
    is_public: bool
    said_at: datetime
    created_at: datetime
    """When the post was asked for: the video is no older."""


class PublicPosts:
    """The caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of_account(self, account_id: UUID) -> list[KnownVideo]:
        """Give every video that we know to be ours, oldest first."""
        async with self._connection.cursor(row_factory=class_row(KnownVideo)) as cursor:
            await cursor.execute(
                "SELECT platform_post_id, post_id, is_public, said_at, created_at"
                " FROM post_visibility JOIN posts USING (post_id) WHERE account_id = %s"
                " ORDER BY created_at, platform_post_id",
                (account_id,),
            )
            return await cursor.fetchall()

    async def is_first_seen(self, account_id: UUID, platform_post_id: str) -> bool:
        """Remember somebody else's video; False where it is remembered already."""
        cursor = await self._connection.execute(
            "INSERT INTO foreign_videos VALUES (%s, %s) ON CONFLICT DO NOTHING",
            (account_id, platform_post_id),
        )
        return cursor.rowcount == 1
