"""Repository: the idempotency keys by which users began further attempts."""

from dataclasses import dataclass
from uuid import UUID

from common.idempotency import check_repeat
from common.postgres import Connection


@dataclass(frozen=True, slots=True)
class RetryKey:
    """An idempotency key that begins an attempt, with the digest of what it changes."""

    name: str
    sha256: bytes


class PostRetries:
    """Which keys have begun which attempts; the caller has locked the post, or only looks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def has_begun(self, post_id: UUID, key: RetryKey) -> bool:
        """Tell whether this key has begun an attempt; raises `KeyReused` for another body."""
        cursor = await self._connection.execute(
            "SELECT request_sha256 FROM post_retries WHERE (post_id, idempotency_key) = (%s, %s)",
            (post_id, key.name),
        )
        row = await cursor.fetchone()
        if row is None:
            return False
        check_repeat(row[0], key.sha256, is_answered=True)
        return True

    async def keep(self, post_id: UUID, attempt: int, key: RetryKey) -> None:
        """Remember what has begun the attempt."""
        await self._connection.execute(
            "INSERT INTO post_retries (post_id, attempt, idempotency_key, request_sha256)"
            " VALUES (%s, %s, %s, %s)",
            (post_id, attempt, key.name, key.sha256),
        )
