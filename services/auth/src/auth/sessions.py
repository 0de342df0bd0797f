"""Sessions: a row each, found by the hash of its id, alive within an idle and an absolute limit."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from common.postgres import Connection


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lives unused, and how long at all."""

    idle: timedelta
    absolute: timedelta


def fingerprint(secret: str) -> bytes:
    """Give what is stored in place of a random secret."""
    return hashlib.sha256(secret.encode()).digest()


class Sessions:
    """The rows of `sessions`, by PostgreSQL's clock; the caller owns the transaction."""

    def __init__(self, connection: Connection, limits: Limits) -> None:
        self._connection, self._limits = connection, limits

    async def create(self, session_id: str, user_id: UUID) -> datetime:
        """Begin a session; gives when it ends at the latest."""
        cursor = await self._connection.execute(
            "INSERT INTO sessions AS known (session_hash, user_id) VALUES (%s, %s)"
            " ON CONFLICT (session_hash) DO UPDATE SET user_id = known.user_id"
            " RETURNING created_at + %s",
            (fingerprint(session_id), user_id, self._limits.absolute),
        )
        [(ends_at,)] = await cursor.fetchall()
        return cast(datetime, ends_at)

    async def is_alive(self, session_id: str) -> bool:
        """Tell whether the session has neither ended nor passed a limit."""
        cursor = await self._connection.execute(
            "SELECT 1 FROM sessions WHERE session_hash = %s"
            " AND refreshed_at > now() - %s AND created_at > now() - %s",
            (fingerprint(session_id), self._limits.idle, self._limits.absolute),
        )
        return await cursor.fetchone() is not None

    async def refresh(self, session_id: str) -> datetime | None:
        """Count the session as used now; gives when it ends at the latest, None where it has."""
        cursor = await self._connection.execute(
            "UPDATE sessions SET refreshed_at = now() WHERE session_hash = %s"
            " AND refreshed_at > now() - %s AND created_at > now() - %s"
            " RETURNING created_at + %s",
            (
                fingerprint(session_id),
                self._limits.idle,
                self._limits.absolute,
                self._limits.absolute,
            ),
        )
        row = await cursor.fetchone()
        return cast(datetime, row[0]) if row else None

    async def end(self, session_id: str) -> bool:
        """Delete the session, and with it the states of its OAuth flows; False if it was gone."""
        cursor = await self._connection.execute(
            "DELETE FROM sessions WHERE session_hash = %s", (fingerprint(session_id),)
        )
        return cursor.rowcount == 1

    async def sweep(self) -> int:
        """Delete what no request can use any more."""
        cursor = await self._connection.execute(
            "DELETE FROM sessions WHERE refreshed_at < now() - %s OR created_at < now() - %s",
            (self._limits.idle, self._limits.absolute),
        )
        return cursor.rowcount
