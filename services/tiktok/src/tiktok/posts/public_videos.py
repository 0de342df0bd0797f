"""Repository: the public videos that came of posts, and those of the account that are not ours."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from common.postgres import Connection
from tiktok.posts.view import KnownVideo, VideoSample, Walked

SAMPLED = (
    "UPDATE post_visibility SET sampled_at = %s, last_totals = %s,"
    " share_url = coalesce(%s, share_url)"
    " WHERE (post_id, platform_post_id) = (%s, %s)"
)


class PublicVideos:
    """The videos of an account; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of_account(self, account_id: UUID) -> list[KnownVideo]:
        """Give every video that we know to be ours, oldest first."""
        async with self._connection.cursor(row_factory=class_row(KnownVideo)) as cursor:
            await cursor.execute(
                "SELECT platform_post_id, post_id, is_public, said_at, created_at, sampled_at,"
                " last_totals, share_url FROM post_visibility JOIN posts USING (post_id)"
                " WHERE account_id = %s ORDER BY created_at, platform_post_id",
                (account_id,),
            )
            return await cursor.fetchall()

    async def note_samples(self, at: datetime, samples: Sequence[VideoSample]) -> None:
        """Remember what TikTok said at this time, to tell the next samples from these."""
        rows = [
            (at, one.totals, one.link or None, one.video.post_id, one.video.platform_post_id)
            for one in samples
        ]
        async with self._connection.cursor() as cursor:
            await cursor.executemany(SAMPLED, rows)

    async def is_first_seen(self, account_id: UUID, platform_post_id: str) -> bool:
        """Remember somebody else's video; False where it is remembered already."""
        cursor = await self._connection.execute(
            "INSERT INTO foreign_videos VALUES (%s, %s) ON CONFLICT DO NOTHING",
            (account_id, platform_post_id),
        )
        return cursor.rowcount == 1

    async def walked(self, account_id: UUID) -> Walked | None:
        """Tell how far the account's video list is known; None before its first walk."""
        async with self._connection.cursor(row_factory=class_row(Walked)) as cursor:
            await cursor.execute(
                "SELECT until, cursor FROM video_walks WHERE account_id = %s", (account_id,)
            )
            return await cursor.fetchone()

    async def note_walk(self, account_id: UUID, walked: Walked) -> None:
        """Remember how far the account's video list is known now."""
        await self._connection.execute(
            "INSERT INTO video_walks VALUES (%s, %s, %s) ON CONFLICT (account_id)"
            " DO UPDATE SET until = excluded.until, cursor = excluded.cursor",
            (account_id, walked.until, walked.cursor),
        )
