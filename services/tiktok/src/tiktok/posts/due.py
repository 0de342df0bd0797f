"""Repository: what is due for posts, and what the handling of a due post reads.

A query that finds due posts of all accounts reads an index of open posts alone, and so none that
are over. Most of these indexes are partial (migration 0007): the query repeats their condition.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import class_row

from common.postgres import Connection
from tiktok.posts.lost_inits import LOOKED_BACK, LostInit
from tiktok.posts.poll_schedule import DELAYED_AFTER, LOOKED_FOR, LOST_AFTER, Waiting
from tiktok.posts.store import ITS_ATTEMPT

INITS = (
    "SELECT posts.post_id, posts.account_id, attempts.attempt, attempts.attempted_at,"
    " coalesce(attempts.former_source, posts.source) = 'FILE_UPLOAD' AS is_upload,"
    " attempts.outcome = 'UNKNOWN' AS is_unknown,"
    " coalesce(nullif(asked.request ->> 'title', ''), asked.request ->> 'description', '')"
    "  AS caption"
    " FROM publish_attempts attempts JOIN posts USING (post_id)"
    " JOIN oauth_accounts account USING (account_id)"
    " CROSS JOIN LATERAL"
    "  (SELECT coalesce(attempts.former_request, posts.request) AS request) asked "
)
# A command that asks may still be on its way to TikTok.
ASKED_IN_VAIN = timedelta(minutes=1)


# Due posts are taken whatever their account's state is, and each one's time is moved or cleared, so
# that none is read again at once. A post of a disconnected account cannot be asked about: it counts
# as asked in vain, so that `find_lost` ends its waiting after a day like that of any other.
TAKE_POLLS = """
WITH due AS (
    SELECT posts.post_id, account.status IN ('CONNECTED', 'CHECKING') AS is_usable,
        account.status = 'DISCONNECTED' AS is_ended,
        posts.publish_id IS NOT NULL AND (posts.status IN ('UPLOADING', 'PROCESSING')
            OR status_since > now() - %(looked_for)s) AS is_wanted
    FROM posts JOIN oauth_accounts account USING (account_id)
    WHERE next_poll_at <= now() AND posts.status NOT IN ('FAILED', 'LOST', 'INIT_REJECTED',
        'UNKNOWN')
    ORDER BY next_poll_at LIMIT %(limit)s FOR UPDATE OF posts SKIP LOCKED
)
UPDATE posts SET
    asked_at = CASE WHEN is_wanted AND is_usable THEN now()
        WHEN is_ended THEN now() - %(in_vain)s ELSE asked_at END,
    next_poll_at = CASE WHEN is_wanted THEN now() + least(greatest(now() - status_since,
            interval '30 seconds'), interval '15 minutes') END
FROM due WHERE posts.post_id = due.post_id
RETURNING account_id, posts.post_id, is_wanted AND is_usable
"""


@dataclass(frozen=True, slots=True)
class Pollable:
    """A post that TikTok can be asked about.

    `is_answered` is set where TikTok has answered since the timer last wanted the status.
    """

    post_id: UUID
    account_id: UUID
    user_id: UUID
    publish_id: str
    is_answered: bool


@dataclass(frozen=True, slots=True)
class LatePost:
    """A post that has waited too long, and since when."""

    post_id: UUID
    since: datetime


class DuePosts:
    """Posts that something is due for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take_polls(self, limit: int) -> list[tuple[UUID, UUID]]:
        """Take posts that TikTok is to be asked about, each as (account_id, post_id).

        Each is due again later: first after 30 seconds, then after as long as it has waited, up to
        15 minutes. One whose account cannot be used is not given, but moved on in the same way.
        """
        cursor = await self._connection.execute(
            TAKE_POLLS, {"looked_for": LOOKED_FOR, "in_vain": ASKED_IN_VAIN, "limit": limit}
        )
        return [(row[0], row[1]) for row in await cursor.fetchall() if row[2]]

    async def hasten(self, account_id: UUID) -> None:
        """Let TikTok be asked about all waiting posts of an account that can be used again.

        They are locked in the order of their ids, as `TikTokPosts.lock_all` does.
        """
        await self._connection.execute(
            "UPDATE posts SET next_poll_at = now() WHERE post_id IN (SELECT post_id FROM posts"
            "  WHERE account_id = %s AND next_poll_at > now() AND status IN"
            "   ('UPLOADING', 'PROCESSING', 'SEND_TO_USER_INBOX', 'PUBLISH_COMPLETE')"
            "  ORDER BY post_id FOR UPDATE)",
            (account_id,),
        )

    async def pollable(self, post_id: UUID) -> Pollable | None:
        """Look at a post that TikTok has given a publish id."""
        async with self._connection.cursor(row_factory=class_row(Pollable)) as cursor:
            await cursor.execute(
                "SELECT post_id, account_id, user_id, publish_id,"
                " observed_at IS NOT NULL AND observed_at >= coalesce(asked_at, observed_at)"
                "  AS is_answered FROM posts WHERE post_id = %s AND publish_id IS NOT NULL",
                (post_id,),
            )
            return await cursor.fetchone()

    async def take_cancels(self, limit: int) -> list[tuple[UUID, UUID]]:
        """Take the posts whose cancelling TikTok must still be asked for.

        Each is due again later: first after 30 seconds, then after as long as it has waited, up to
        15 minutes.
        """
        cursor = await self._connection.execute(
            "UPDATE posts SET cancel_due_at = now() + least(greatest("
            "  now() - status_since, interval '30 seconds'), interval '15 minutes')"
            " WHERE post_id IN (SELECT post_id FROM posts WHERE cancel_due_at <= now()"
            "  ORDER BY cancel_due_at LIMIT %s FOR UPDATE SKIP LOCKED)"
            " RETURNING account_id, post_id",
            (limit,),
        )
        return [(row[0], row[1]) for row in await cursor.fetchall()]

    async def has_unknown_inits(self, account_id: UUID) -> bool:
        """Tell whether the video list may still settle a lost init of this account."""
        cursor = await self._connection.execute(
            "SELECT 1 FROM posts WHERE account_id = %s AND status = 'INIT_OUTCOME_UNKNOWN'"
            " AND source = 'PULL_FROM_URL' LIMIT 1",
            (account_id,),
        )
        return await cursor.fetchone() is not None

    async def waiting(self, post_id: UUID) -> Waiting:
        """Give what the time of a post's next poll depends on."""
        async with self._connection.cursor(row_factory=class_row(Waiting)) as cursor:
            await cursor.execute(
                "SELECT status, now() - status_since AS age,"
                " coalesce(request ->> 'privacy_level', 'PUBLIC_TO_EVERYONE')"
                "  = 'PUBLIC_TO_EVERYONE' AND NOT EXISTS"
                " (SELECT FROM post_visibility seen WHERE seen.post_id = posts.post_id"
                f"  AND {ITS_ATTEMPT} = posts.attempt)"
                " AS lacks_public_id FROM posts WHERE post_id = %s",
                (post_id,),
            )
            found = await cursor.fetchone()
        if found is None:
            raise LookupError(f"post {post_id} is gone")
        return found

    async def note_poll(
        self, post_id: UUID, uploaded_bytes: int, next_poll_in: timedelta | None
    ) -> None:
        """Remember that TikTok has answered, and when to ask again, if at all."""
        await self._connection.execute(
            "UPDATE posts SET observed_at = now(),"
            " uploaded_bytes = greatest(uploaded_bytes, %s), next_poll_at = now() + %s"
            " WHERE post_id = %s",
            (uploaded_bytes, next_poll_in, post_id),
        )

    async def delay(self, limit: int) -> list[LatePost]:
        """Mark what TikTok has had for half an hour without a final status, each once."""
        return await self._overdue(
            "UPDATE posts SET is_delayed = true WHERE post_id IN (SELECT post_id FROM posts"
            " WHERE status = 'PROCESSING' AND NOT is_delayed AND status_since < now() - %s"
            " LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING post_id, status_since AS since",
            DELAYED_AFTER,
            limit,
        )

    async def find_lost(self, limit: int) -> list[LatePost]:
        """Find what has waited for a day, and was asked about in vain at its end.

        While an account waits for its user to connect it again its posts are not given up.
        """
        return await self._overdue(
            "SELECT post_id, status_since AS since FROM posts"
            " WHERE status IN ('UPLOADING', 'PROCESSING')"
            " AND asked_at - status_since >= interval '23 hours'"
            " AND asked_at <= now() - %s AND status_since < now() - %s"
            " LIMIT %s FOR UPDATE OF posts SKIP LOCKED",
            ASKED_IN_VAIN,
            LOST_AFTER,
            limit,
        )

    async def find_twice(self, limit: int) -> list[UUID]:
        """Find accounts whose user is to be told what is public twice, or no longer is."""
        cursor = await self._connection.execute(
            "SELECT account_id FROM posts WHERE twice_due LIMIT %s", (limit,)
        )
        return sorted({row[0] for row in await cursor.fetchall()})

    async def note_twice(self, account_id: UUID) -> list[UUID]:
        """Note that the user is told; gives what is public twice, the one found last first."""
        await self._connection.execute(
            "UPDATE posts SET twice_due = false WHERE post_id IN (SELECT post_id FROM posts"
            "  WHERE account_id = %s AND twice_due ORDER BY post_id FOR UPDATE)",
            (account_id,),
        )
        cursor = await self._connection.execute(
            "SELECT post_id FROM posts WHERE account_id = %s AND is_twice"
            " ORDER BY twice_since DESC",
            (account_id,),
        )
        return [row[0] for row in await cursor.fetchall()]

    async def find_given_up(self, after: timedelta, limit: int) -> list[LostInit]:
        """Find fetched posts whose lost init is as old as this and still unknown."""
        return await self._inits(
            "WHERE posts.status = 'INIT_OUTCOME_UNKNOWN' AND posts.source = 'PULL_FROM_URL'"
            " AND attempts.attempt = posts.attempt AND attempted_at < now() - %s"
            " LIMIT %s FOR UPDATE OF posts SKIP LOCKED",
            after,
            limit,
        )

    async def platform_users_to_match(self) -> list[str]:
        """Find who has both a fetched post of unknown outcome and a webhook of an unknown post."""
        cursor = await self._connection.execute(
            "SELECT DISTINCT account.platform_user_id FROM publish_attempts attempts"
            " JOIN posts USING (post_id) JOIN oauth_accounts account USING (account_id)"
            " JOIN pending_observations early USING (platform_user_id)"
            " WHERE attempts.outcome = 'UNKNOWN' AND attempted_at > now() - %s"
            " AND coalesce(attempts.former_source, posts.source) = 'PULL_FROM_URL'"
            " AND early.target_kind = 'post'",
            (LOOKED_BACK,),
        )
        return [row[0] for row in await cursor.fetchall()]

    async def without_publish_id(self, platform_user_id: str) -> list[LostInit]:
        """Give every init call that an unclaimed publish id may belong to."""
        return await self._inits(
            "WHERE account.platform_user_id = %s AND attempts.publish_id IS NULL"
            " AND attempts.outcome <> 'REJECTED' AND attempted_at > now() - %s",
            platform_user_id,
            LOOKED_BACK,
        )

    async def without_public_id(self, account_id: UUID) -> list[LostInit]:
        """Give every init call that a public video of unknown origin may have come of."""
        return await self._inits(
            "WHERE posts.account_id = %s AND attempts.outcome <> 'REJECTED'"
            " AND NOT (posts.status = 'FAILED' AND attempts.attempt = posts.attempt)"
            " AND coalesce(asked.request ->> 'privacy_level', 'PUBLIC_TO_EVERYONE')"
            "  = 'PUBLIC_TO_EVERYONE'"
            " AND NOT EXISTS (SELECT FROM post_visibility seen"
            f"  WHERE seen.post_id = posts.post_id AND {ITS_ATTEMPT} = attempts.attempt)",
            account_id,
        )

    async def _overdue(self, statement: str, *values: object) -> list[LatePost]:
        async with self._connection.cursor(row_factory=class_row(LatePost)) as cursor:
            await cursor.execute(statement, values)
            return await cursor.fetchall()

    async def _inits(self, condition: str, *values: object) -> list[LostInit]:
        async with self._connection.cursor(row_factory=class_row(LostInit)) as cursor:
            await cursor.execute(INITS + condition, values)
            return await cursor.fetchall()
