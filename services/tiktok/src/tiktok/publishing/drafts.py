"""Repository: drafts that take a place in the creator's TikTok inbox.

https://developers.tiktok.com/doc/content-posting-api-reference-upload-video
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from common.errors import RateLimited
from common.postgres import Connection

SINCE = (
    "greatest(created_at, (SELECT max(attempted_at) FROM publish_attempts attempt"
    " WHERE attempt.post_id = posts.post_id))"
)
PENDING = (
    "mode IN ('INBOX', 'MEDIA_UPLOAD')"
    " AND status NOT IN ('PUBLISH_COMPLETE', 'FAILED', 'INIT_REJECTED')"
    f" AND {SINCE} > clock_timestamp() - %s"
)


@dataclass(frozen=True, slots=True)
class Places:
    """How many places there are, and for how long a draft that nobody posts keeps its own."""

    limit: int
    life: timedelta


@dataclass(frozen=True, slots=True)
class Pending:
    """How many drafts of each kind wait, and when the oldest of them gives its place up."""

    inbox_videos: int
    photo_drafts: int
    free_in: float

    @property
    def used(self) -> int:
        """The places taken."""
        return self.inbox_videos + self.photo_drafts


class Drafts:
    """The places of an account; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection, places: Places) -> None:
        self._connection, self._places = connection, places

    async def take_place(self, account_id: UUID, post_id: UUID) -> None:
        """Hold the account's places until the transaction ends; raise where none is free.

        The post that takes the place is written by the same transaction; it may have one already.
        """
        await self._connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            (f"tiktok.drafts|{account_id}",),
        )
        pending = await self.pending(account_id, post_id)
        if pending.used >= self._places.limit:
            raise RateLimited(
                f"{pending.inbox_videos} videos and {pending.photo_drafts} photo posts wait in the"
                f" TikTok inbox, of {self._places.limit} that TikTok allows; post or discard some"
                " in the app.",
                pending.free_in,
            )

    async def pending(self, account_id: UUID, but: UUID | None = None) -> Pending:
        """Count the drafts that wait, as far as we know, apart from one."""
        cursor = await self._connection.execute(
            "SELECT count(*) FILTER (WHERE media = 'VIDEO'),"
            " count(*) FILTER (WHERE media = 'PHOTO'),"
            f" coalesce(extract(epoch FROM min({SINCE}) + %s - clock_timestamp())::float, 0)"
            f" FROM posts WHERE account_id = %s AND {PENDING} AND post_id IS DISTINCT FROM %s",
            (self._places.life, account_id, self._places.life, but),
        )
        row = await cursor.fetchone()
        return Pending(*row) if row else Pending(0, 0, 0.0)

    async def posts_of_a_day(self, account_id: UUID) -> int:
        """Count what was posted in 24 hours, refusals left out."""
        cursor = await self._connection.execute(
            "SELECT count(*) FROM posts WHERE account_id = %s AND mode = 'DIRECT_POST'"
            " AND status NOT IN ('INIT_REJECTED', 'FAILED')"
            " AND created_at > clock_timestamp() - interval '24 hours'",
            (account_id,),
        )
        row = await cursor.fetchone()
        return int(row[0]) if row else 0
