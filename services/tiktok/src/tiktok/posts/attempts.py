"""Repository: the init calls of posts, each written down before it is made."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from psycopg.rows import class_row
from pydantic import BaseModel, ConfigDict

from common.postgres import Connection

LOST_BATCH = 100
Settled = Literal["live", "earlier", "known"]
"""Of the post's live attempt, of an earlier one, or the outcome was written down before."""


class PublishAttempt(BaseModel):
    """One init call: an intent, and its outcome."""

    model_config = ConfigDict(frozen=True)

    post_id: UUID
    attempt: int
    outcome: str
    publish_id: str | None = None
    sealed_upload_url: bytes | None = None
    expires_at: datetime | None = None


class PublishAttempts:
    """The init calls of each post; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(self, post_id: UUID, attempt: int, key: str | None = None) -> None:
        """Write down the intent and its idempotency key; a repeat changes nothing."""
        await self._connection.execute(
            "INSERT INTO publish_attempts (post_id, attempt, idempotency_key) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            (post_id, attempt, key),
        )

    async def free_key(self, post_id: UUID, attempt: int) -> None:
        """Let the same idempotency key begin another attempt."""
        await self._connection.execute(
            "UPDATE publish_attempts SET idempotency_key = NULL"
            " WHERE (post_id, attempt) = (%s, %s)",
            (post_id, attempt),
        )

    async def settle(self, attempt: PublishAttempt) -> Settled:
        """Write down the outcome, once; one that is unknown may still turn out as accepted."""
        cursor = await self._connection.execute(
            "UPDATE publish_attempts SET outcome = %(outcome)s, publish_id = %(publish_id)s,"
            " sealed_upload_url = %(sealed_upload_url)s, expires_at = %(expires_at)s"
            " WHERE post_id = %(post_id)s AND attempt = %(attempt)s AND (outcome = 'ATTEMPTED'"
            "  OR (outcome = 'UNKNOWN' AND %(outcome)s = 'ACCEPTED'))"
            " RETURNING attempt = (SELECT attempt FROM posts WHERE post_id = %(post_id)s)",
            attempt.model_dump(),
        )
        row = await cursor.fetchone()
        if row is None:
            return "known"
        return "live" if row[0] else "earlier"

    async def begun_with(self, post_id: UUID, key: str) -> bool:
        """Tell whether an attempt was begun with this idempotency key."""
        cursor = await self._connection.execute(
            "SELECT 1 FROM publish_attempts WHERE (post_id, idempotency_key) = (%s, %s)",
            (post_id, key),
        )
        return await cursor.fetchone() is not None

    async def last(self, post_id: UUID) -> PublishAttempt | None:
        """Give the newest attempt."""
        async with self._connection.cursor(row_factory=class_row(PublishAttempt)) as cursor:
            await cursor.execute(
                "SELECT * FROM publish_attempts WHERE post_id = %s ORDER BY attempt DESC LIMIT 1",
                (post_id,),
            )
            return await cursor.fetchone()

    async def find_lost(self, older_than: float) -> list[tuple[UUID, int]]:
        """Find intents whose answer nobody can still be waiting for; the age is in seconds."""
        cursor = await self._connection.execute(
            "SELECT post_id, attempt FROM publish_attempts WHERE outcome = 'ATTEMPTED'"
            " AND attempted_at < now() - %s * interval '1 second'"
            " ORDER BY attempted_at LIMIT %s",
            (older_than, LOST_BATCH),
        )
        return [(row[0], row[1]) for row in await cursor.fetchall()]

    async def forget_upload_url(self, post_id: UUID, attempt: int) -> None:
        """Keep no address that nothing will be sent to again."""
        await self._connection.execute(
            "UPDATE publish_attempts SET sealed_upload_url = NULL"
            " WHERE (post_id, attempt) = (%s, %s)",
            (post_id, attempt),
        )
