"""Repository: drafts that may wait in the creator's TikTok inbox, and whether TikTok takes more.

TikTok tells neither how many it counts nor when one is discarded in the app, so our count is a
guess: it warns, and only TikTok's own refusal keeps further drafts back for a while.
https://developers.tiktok.com/doc/content-posting-api-reference-upload-video
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from psycopg.rows import class_row

from accounts.calls.rate_windows import RateWindows
from common.durations import in_words
from common.errors import RateLimited
from common.postgres import Connection
from tiktok.platform import LIMITS

INBOX_FULL = "spam_risk_too_many_pending_share"
INBOX = "inbox"
"""What TikTok's refusal closes: both endpoints that make drafts."""
SINCE = (
    "greatest(created_at, (SELECT max(attempted_at) FROM publish_attempts attempt"
    " WHERE attempt.post_id = posts.post_id))"
)
USED = f"""
SELECT waiting.*, (SELECT count(*) FROM posts WHERE account_id = %(account)s
        AND mode = 'DIRECT_POST' AND status NOT IN ('INIT_REJECTED', 'FAILED')
        AND created_at > clock_timestamp() - interval '24 hours') AS posts_of_a_day
FROM (
    SELECT count(*) FILTER (WHERE media = 'VIDEO') AS inbox_videos,
        count(*) FILTER (WHERE media = 'PHOTO') AS photo_drafts
    FROM posts WHERE account_id = %(account)s AND mode IN ('INBOX', 'MEDIA_UPLOAD')
        AND status NOT IN ('PUBLISH_COMPLETE', 'FAILED', 'INIT_REJECTED')
        AND {SINCE} > clock_timestamp() - %(life)s
) waiting
"""


@dataclass(frozen=True, slots=True)
class InboxSlots:
    """How many drafts TikTok is known to let wait, and for how long one that nobody posts waits."""

    limit: int
    life: timedelta


@dataclass(frozen=True, slots=True)
class Used:
    """What an account has used: slots by kind of draft, and direct posts of the last 24 hours."""

    inbox_videos: int
    photo_drafts: int
    posts_of_a_day: int

    @property
    def slots(self) -> int:
        """The drafts that may still wait."""
        return self.inbox_videos + self.photo_drafts


async def close_inbox(connection: Connection, account_id: UUID, seconds: float) -> None:
    """Send no draft for so many seconds: TikTok has refused one."""
    await RateWindows(connection, LIMITS).pause(account_id, INBOX, seconds)


class Drafts:
    """The drafts of an account; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection, slots: InboxSlots) -> None:
        self._connection, self._slots = connection, slots
        self._windows = RateWindows(connection, LIMITS)

    async def check(self, account_id: UUID) -> None:
        """Raise `RateLimited` while TikTok's refusal of a draft is fresh."""
        seconds = await self.closed_for(account_id)
        if seconds is not None:
            raise RateLimited(
                "TikTok has said that too many drafts wait in this account's inbox. Post or discard"
                f" some in the TikTok app, and try again in {in_words(seconds)}.",
                seconds,
            )

    async def closed_for(self, account_id: UUID) -> float | None:
        """Give for how many seconds TikTok is not asked for another draft; None where it is."""
        return await self._windows.paused_for(account_id, INBOX)

    async def used(self, account_id: UUID) -> Used:
        """Count what is used, as far as we know."""
        async with self._connection.cursor(row_factory=class_row(Used)) as cursor:
            await cursor.execute(USED, {"account": account_id, "life": self._slots.life})
            found = await cursor.fetchone()
        return found or Used(0, 0, 0)
