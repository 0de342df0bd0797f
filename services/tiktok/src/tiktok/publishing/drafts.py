"""Repository: drafts that take a slot in the creator's TikTok inbox.

https://developers.tiktok.com/doc/content-posting-api-reference-upload-video
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from psycopg.rows import class_row

from common.errors import RateLimited
from common.postgres import Connection

SINCE = (
    "greatest(created_at, (SELECT max(attempted_at) FROM publish_attempts attempt"
    " WHERE attempt.post_id = posts.post_id))"
)
PENDING = f"""
mode IN ('INBOX', 'MEDIA_UPLOAD') AND status NOT IN ('PUBLISH_COMPLETE', 'FAILED', 'INIT_REJECTED')
AND {SINCE} > clock_timestamp() - %(life)s
"""
USED = f"""
SELECT waiting.*, (SELECT count(*) FROM posts WHERE account_id = %(account)s
        AND mode = 'DIRECT_POST' AND status NOT IN ('INIT_REJECTED', 'FAILED')
        AND created_at > clock_timestamp() - interval '24 hours') AS posts_of_a_day
FROM (
    SELECT count(*) FILTER (WHERE media = 'VIDEO') AS inbox_videos,
        count(*) FILTER (WHERE media = 'PHOTO') AS photo_drafts,
        coalesce(extract(epoch FROM min({SINCE}) + %(life)s - clock_timestamp())::float, 0)
            AS free_in
    FROM posts WHERE account_id = %(account)s AND {PENDING} AND post_id IS DISTINCT FROM %(but)s
) waiting
"""


@dataclass(frozen=True, slots=True)
class InboxSlots:
    """How many drafts TikTok lets wait, and for how long one that nobody posts keeps its slot."""

    limit: int
    life: timedelta


@dataclass(frozen=True, slots=True)
class Used:
    """What an account has used: slots by kind of draft, and direct posts of the last 24 hours.

    The first slot is free again in `free_in` seconds.
    """

    inbox_videos: int
    photo_drafts: int
    free_in: float
    posts_of_a_day: int

    @property
    def slots(self) -> int:
        """The slots taken."""
        return self.inbox_videos + self.photo_drafts


class Drafts:
    """The slots of an account; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection, slots: InboxSlots) -> None:
        self._connection, self._slots = connection, slots

    async def take_slot(self, account_id: UUID, post_id: UUID) -> None:
        """Hold the account's slots until the transaction ends; raise `RateLimited` if none is free.

        The same transaction writes the post that takes the slot; a retried post may have one.
        """
        await self._connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            (f"tiktok.drafts|{account_id}",),
        )
        used = await self.used(account_id, post_id)
        if used.slots >= self._slots.limit:
            raise RateLimited(
                f"{used.inbox_videos} videos and {used.photo_drafts} photo posts wait in the"
                f" TikTok inbox, of {self._slots.limit} that TikTok allows; post or discard some"
                " in the app.",
                used.free_in,
            )

    async def used(self, account_id: UUID, but: UUID | None = None) -> Used:
        """Count what is used, as far as we know; the slot of one post may be left out."""
        async with self._connection.cursor(row_factory=class_row(Used)) as cursor:
            await cursor.execute(
                USED, {"account": account_id, "life": self._slots.life, "but": but}
            )
            found = await cursor.fetchone()
        return found or Used(0, 0, 0.0, 0)
