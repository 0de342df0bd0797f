"""Repository: comments of all accounts. Their events are written through `keep` only.

Locks are taken in one order: first the inbox of the Instagram account, then the account, then
comments, then answers.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import class_row

from accounts.store import IN_USE
from common.outbox import Outbox
from common.postgres import Connection
from contracts.instagram.comments import CommentEvent
from instagram.comments.comment import Comment

COLUMNS = tuple(Comment.__dataclass_fields__)
FIELDS = ", ".join(COLUMNS)
KEEP = (
    f"INSERT INTO comments AS kept ({FIELDS}, sequence)"
    f" VALUES ({', '.join(f'%({name})s' for name in COLUMNS)}, %(count)s)"
    " ON CONFLICT (account_id, comment_id) DO UPDATE SET"
    f" {', '.join(f'{name} = excluded.{name}' for name in COLUMNS)},"
    " sequence = kept.sequence + excluded.sequence RETURNING sequence"
)
# The first repeat comes after this, each further one after twice as long.
AGAIN, LONGEST = timedelta(seconds=30), timedelta(hours=6)


class Comments:
    """Comments kept in PostgreSQL; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection, outbox: Outbox) -> None:
        self._connection, self._outbox = connection, outbox

    async def lock(self, account_id: UUID, comment_id: str) -> Comment | None:
        """Give a comment and hold its row until the transaction ends."""
        return await self._one(
            "(account_id, comment_id) = (%s, %s) FOR UPDATE", account_id, comment_id
        )

    async def find(self, account_id: UUID, comment_id: str) -> Comment | None:
        """Look, without a lock."""
        return await self._one("(account_id, comment_id) = (%s, %s)", account_id, comment_id)

    async def of_user(self, user_id: UUID, comment_id: str) -> Comment | None:
        """Find a user's comment by Instagram's id.

        The user may have connected one Instagram account by two apps, one after the other: then
        the one that is in use counts.
        """
        return await self._one(
            "(user_id, comment_id) = (%s, %s) ORDER BY EXISTS (SELECT FROM oauth_accounts account"
            " WHERE account.account_id = comments.account_id AND status = ANY (%s)) DESC,"
            " known_at DESC LIMIT 1",
            user_id,
            comment_id,
            list(IN_USE),
        )

    async def known_below(self, account_id: UUID, media_id: str, before: datetime) -> set[str]:
        """Give the comments below a medium that should be listed: said before, and not deleted."""
        cursor = await self._connection.execute(
            "SELECT comment_id FROM comments WHERE (account_id, media_id) = (%s, %s)"
            " AND said_at < %s AND deleted_at IS NULL AND NOT is_of_ad",
            (account_id, media_id, before),
        )
        return {row[0] for row in await cursor.fetchall()}

    async def keep(self, comment: Comment, events: Sequence[CommentEvent] = ()) -> None:
        """Keep the comment, and write its events, each with the next sequence."""
        row = {**asdict(comment), "count": len(events)}
        cursor = await self._connection.execute(KEEP, row)
        [last] = await cursor.fetchone() or (0,)
        first = last - len(events) + 1
        numbered = [(event, number) for number, event in enumerate(events, first)]
        if numbered:
            await self._outbox.append_all(self._connection, numbered)

    async def read_answers(self, account_id: UUID, comment_id: str) -> None:
        """Let the answers to a comment that is gone be read: they went with it."""
        await self._connection.execute(
            "UPDATE comments SET next_due_at = now(), tries = 0"
            " WHERE (account_id, parent_id) = (%s, %s) AND deleted_at IS NULL",
            (account_id, comment_id),
        )

    async def read_soon(self, account_id: UUID, comment_ids: Sequence[str]) -> None:
        """Let comments be read that a list lacks: they may be gone."""
        await self._connection.execute(
            "UPDATE comments SET next_due_at = now(), tries = 0"
            " WHERE account_id = %s AND comment_id = ANY (%s)",
            (account_id, list(comment_ids)),
        )

    async def take_due(self, limit: int) -> list[tuple[UUID, str]]:
        """Take what something is due for; each is due again later, so that none is lost."""
        cursor = await self._connection.execute(
            "UPDATE comments SET tries = tries + 1, next_due_at = now()"
            " + least(%s * power(2, least(tries, 16)), %s)"
            " WHERE (account_id, comment_id) IN (SELECT account_id, comment_id FROM comments"
            "  WHERE next_due_at <= now() ORDER BY next_due_at LIMIT %s FOR UPDATE SKIP LOCKED)"
            " RETURNING account_id, comment_id",
            (AGAIN, LONGEST, limit),
        )
        return [(row[0], row[1]) for row in await cursor.fetchall()]

    async def forget_words(self, limit: int) -> int:
        """Forget what at most so many comments said and who wrote them; gives how many it were.

        These are comments of accounts that have ended: nobody lets us keep them any more.
        """
        cursor = await self._connection.execute(
            "UPDATE comments SET text = '', author_id = '', author_name = ''"
            " WHERE (account_id, comment_id) IN (SELECT account_id, comment_id FROM oauth_accounts"
            "  CROSS JOIN LATERAL (SELECT comment_id FROM comments"
            "   WHERE comments.account_id = oauth_accounts.account_id"
            "   AND (text, author_id, author_name) <> ('', '', '') LIMIT %s) said"
            "  WHERE status = 'DISCONNECTED' LIMIT %s)",
            (limit, limit),
        )
        return cursor.rowcount

    async def _one(self, condition: str, *values: object) -> Comment | None:
        async with self._connection.cursor(row_factory=class_row(Comment)) as cursor:
            await cursor.execute(f"SELECT {FIELDS} FROM comments WHERE {condition}", values)
            return await cursor.fetchone()
