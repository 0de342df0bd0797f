"""Repository: our answers. Their events are written through `create` and `record` only."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from psycopg.rows import class_row

from common.outbox import Outbox
from common.postgres import Connection
from contracts.instagram.comments import ReplyEvent
from instagram.comments.reply import Lost, Reply

COLUMNS = tuple(Reply.__dataclass_fields__)
FIELDS = ", ".join(COLUMNS)
CREATE = (
    f"INSERT INTO replies ({FIELDS}, sequence)"
    f" VALUES ({', '.join(f'%({name})s' for name in COLUMNS)}, %(count)s) ON CONFLICT DO NOTHING"
)
RECORD = """
UPDATE replies SET status = %(status)s, platform_comment_id = %(platform_comment_id)s,
    fail_code = %(fail_code)s, fail_message = %(fail_message)s,
    platform_message = %(platform_message)s, fbtrace_id = %(fbtrace_id)s,
    attempted_at = %(attempted_at)s, next_due_at = %(next_due_at)s,
    sequence = sequence + %(count)s
WHERE reply_id = %(reply_id)s RETURNING sequence
"""
AGAIN = timedelta(minutes=1)


class Replies:
    """Answers kept in PostgreSQL; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection, outbox: Outbox) -> None:
        self._connection, self._outbox = connection, outbox

    async def create(self, reply: Reply, event: ReplyEvent) -> bool:
        """Insert an answer with its first event.

        False, and nothing is written, where this user has used this idempotency key already.
        """
        cursor = await self._connection.execute(CREATE, {**asdict(reply), "count": 1})
        if cursor.rowcount == 0:
            return False
        await self._outbox.append(self._connection, event, 1)
        return True

    async def lock(self, reply_id: UUID) -> Reply | None:
        """Give an answer and hold its row until the transaction ends."""
        return await self._one("reply_id = %s FOR UPDATE", reply_id)

    async def find(self, reply_id: UUID) -> Reply | None:
        """Look, without a lock."""
        return await self._one("reply_id = %s", reply_id)

    async def of_user(self, user_id: UUID, reply_id: UUID) -> Reply | None:
        """Find a user's answer."""
        return await self._one("(user_id, reply_id) = (%s, %s)", user_id, reply_id)

    async def by_key(self, user_id: UUID, key: str) -> Reply | None:
        """Find the answer that an idempotency key stands for."""
        return await self._one("(user_id, idempotency_key) = (%s, %s)", user_id, key)

    async def record(self, reply: Reply, events: Sequence[ReplyEvent]) -> None:
        """Keep the state, and write its events, each with the next sequence."""
        cursor = await self._connection.execute(RECORD, {**asdict(reply), "count": len(events)})
        [last] = await cursor.fetchone() or (len(events),)
        first = last - len(events) + 1
        numbered = [(event, number) for number, event in enumerate(events, first)]
        if numbered:
            await self._outbox.append_all(self._connection, numbered)

    async def lost_below(self, account_id: UUID, parent_id: str) -> list[Lost]:
        """Give the answers below a comment whose outcome is not known."""
        async with self._connection.cursor(row_factory=class_row(Lost)) as cursor:
            await cursor.execute(
                "SELECT reply_id, text, attempted_at FROM replies"
                " WHERE (account_id, parent_id) = (%s, %s)"
                " AND status IN ('ATTEMPTED', 'OUTCOME_UNKNOWN', 'UNKNOWN')"
                " AND attempted_at IS NOT NULL",
                (account_id, parent_id),
            )
            return await cursor.fetchall()

    async def claimed(self, account_id: UUID, parent_id: str) -> set[str]:
        """Give the comments below this one that are known to be answers of ours."""
        cursor = await self._connection.execute(
            "SELECT platform_comment_id FROM replies WHERE (account_id, parent_id) = (%s, %s)"
            " AND platform_comment_id IS NOT NULL",
            (account_id, parent_id),
        )
        return {row[0] for row in await cursor.fetchall()}

    async def hasten(self, account_id: UUID, parent_id: str) -> None:
        """Look at once for the lost answers below a comment: a new one of ours was told."""
        await self._connection.execute(
            "UPDATE replies SET next_due_at = now() WHERE (account_id, parent_id) = (%s, %s)"
            " AND status = 'OUTCOME_UNKNOWN'",
            (account_id, parent_id),
        )

    async def take_due(self, limit: int) -> list[tuple[UUID, UUID]]:
        """Take those that something is due for; each is due again in a minute."""
        cursor = await self._connection.execute(
            "UPDATE replies SET next_due_at = now() + %s WHERE reply_id IN"
            " (SELECT reply_id FROM replies WHERE next_due_at <= now() ORDER BY next_due_at"
            "  LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING account_id, reply_id",
            (AGAIN, limit),
        )
        return [(row[0], row[1]) for row in await cursor.fetchall()]

    async def _one(self, condition: str, *values: object) -> Reply | None:
        async with self._connection.cursor(row_factory=class_row(Reply)) as cursor:
            await cursor.execute(f"SELECT {FIELDS} FROM replies WHERE {condition}", values)
            return await cursor.fetchone()
