"""Repository: the init calls of posts, each written down before it is made."""

from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row
from pydantic import BaseModel, ConfigDict

from common.postgres import Connection


class Attempt(BaseModel):
    """One init call: an intent, and what became of it."""

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

    async def create(self, post_id: UUID, attempt: int, key: str | None = None) -> bool:
        """Write down the intent, once; False where the attempt or its idempotency key is known."""
        cursor = await self._connection.execute(
            "INSERT INTO publish_attempts (post_id, attempt, idempotency_key) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            (post_id, attempt, key),
        )
        return cursor.rowcount == 1

    async def free_key(self, post_id: UUID, attempt: int) -> None:
        """Let the same idempotency key begin another attempt."""
        await self._connection.execute(
            "UPDATE publish_attempts SET idempotency_key = NULL"
            " WHERE (post_id, attempt) = (%s, %s)",
            (post_id, attempt),
        )

    async def settle(self, attempt: Attempt) -> bool:
        """Write down the outcome, once; False where it is known already.

        One that is unknown may still turn out to have been accepted.
        """
        cursor = await self._connection.execute(
            "UPDATE publish_attempts SET outcome = %s, publish_id = %s, sealed_upload_url = %s,"
            " expires_at = %s WHERE post_id = %s AND attempt = %s "
            " AND (outcome = 'ATTEMPTED' OR (outcome = 'UNKNOWN' AND %s = 'ACCEPTED'))",
            (
                attempt.outcome,
                attempt.publish_id,
                attempt.sealed_upload_url,
                attempt.expires_at,
                attempt.post_id,
                attempt.attempt,
                attempt.outcome,
            ),
        )
        return cursor.rowcount == 1

    async def begun_with(self, post_id: UUID, key: str) -> bool:
        """Tell whether an attempt was begun with this idempotency key."""
        cursor = await self._connection.execute(
            "SELECT 1 FROM publish_attempts WHERE (post_id, idempotency_key) = (%s, %s)",
            (post_id, key),
        )
        return await cursor.fetchone() is not None

    async def last(self, post_id: UUID) -> Attempt | None:
        """Give the newest attempt."""
        async with self._connection.cursor(row_factory=class_row(Attempt)) as cursor:
            await cursor.execute(
                "SELECT * FROM publish_attempts WHERE post_id = %s ORDER BY attempt DESC LIMIT 1",
                (post_id,),
            )
            return await cursor.fetchone()

    async def lost(self, older_than: float) -> list[tuple[UUID, int]]:
        """Find intents whose outcome nobody can still be waiting for, in seconds."""
        cursor = await self._connection.execute(
            "SELECT post_id, attempt FROM publish_attempts WHERE outcome = 'ATTEMPTED'"
            " AND attempted_at < now() - %s * interval '1 second'",
            (older_than,),
        )
        return [(row[0], row[1]) for row in await cursor.fetchall()]

    async def forget_upload_url(self, post_id: UUID, attempt: int) -> None:
        """Keep no address that nothing will be sent to again."""
        await self._connection.execute(
            "UPDATE publish_attempts SET sealed_upload_url = NULL"
            " WHERE (post_id, attempt) = (%s, %s)",
            (post_id, attempt),
        )
