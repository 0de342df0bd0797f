"""Repository: the init calls of posts, each written down before it is made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from psycopg.rows import class_row
from pydantic import BaseModel, ConfigDict

from common.idempotency import check_repeat
from common.postgres import Connection

LOST_BATCH = 100
Settled = Literal["live", "earlier", "known"]
"""Of the post's live attempt, of an earlier one, or the outcome was written down before."""


@dataclass(frozen=True, slots=True)
class AttemptKey:
    """The idempotency key of a request to try again, and the digest of its body."""

    key: str
    request_sha256: bytes


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

    async def create(self, post_id: UUID, attempt: int) -> None:
        """Write down the intent; a repeat changes nothing."""
        await self._connection.execute(
            "INSERT INTO publish_attempts (post_id, attempt) VALUES (%s, %s)"
            " ON CONFLICT DO NOTHING",
            (post_id, attempt),
        )

    async def keep_key(self, post_id: UUID, attempt: int, key: AttemptKey) -> None:
        """Keep the idempotency key that has begun this attempt."""
        await self._connection.execute(
            "UPDATE publish_attempts SET idempotency_key = %s, request_sha256 = %s"
            " WHERE (post_id, attempt) = (%s, %s)",
            (key.key, key.request_sha256, post_id, attempt),
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

    async def begun_with(self, post_id: UUID, key: AttemptKey) -> bool:
        """Tell whether an attempt was begun with this idempotency key.

        Raises `KeyReused` where it was begun with another body.
        """
        cursor = await self._connection.execute(
            "SELECT request_sha256 FROM publish_attempts"
            " WHERE (post_id, idempotency_key) = (%s, %s)",
            (post_id, key.key),
        )
        row = await cursor.fetchone()
        if row is None:
            return False
        check_repeat(row[0] or key.request_sha256, key.request_sha256, is_answered=True)
        return True

    async def number_of(self, post_id: UUID, publish_id: str) -> int | None:
        """Give which attempt of the post TikTok has given this publish id to."""
        cursor = await self._connection.execute(
            "SELECT attempt FROM publish_attempts WHERE (post_id, publish_id) = (%s, %s)",
            (post_id, publish_id),
        )
        row = await cursor.fetchone()
        return row[0] if row else None

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
