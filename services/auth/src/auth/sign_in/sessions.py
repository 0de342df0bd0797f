"""Sessions: one row each, found by the hash of its id, alive within two limits."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from psycopg.rows import class_row

from common.postgres import Connection

HOSTED = timedelta(minutes=20)
SWEEP = (
    "DELETE FROM sessions WHERE refreshed_at < now() - %s OR created_at < now() - %s"
    " OR expires_at < now()"
)


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a session lives unused, and how long at most."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True, slots=True)
class Living:
    """A live session; one of a host application's user works on the host's own pages only."""

    tenant_id: UUID | None
    allowed_origins: list[str]


@dataclass(frozen=True, slots=True)
class Begun:
    """A session as its user sees it: named by its hash, since its id is in its token alone."""

    session_hash: str
    browser: str
    created_at: datetime
    refreshed_at: datetime


def fingerprint(secret: str) -> bytes:
    """Give the hash that is stored in place of a random secret."""
    return hashlib.sha256(secret.encode()).digest()


class Sessions:
    """The rows of `sessions`, by PostgreSQL's clock; the caller owns the transaction."""

    def __init__(self, connection: Connection, limits: SessionLimits) -> None:
        self._connection, self._limits = connection, limits

    async def create(self, session_id: str, user_id: UUID, browser: str = "") -> datetime:
        """Begin a session in a browser, named in words; gives when it ends at the latest."""
        cursor = await self._connection.execute(
            "INSERT INTO sessions AS known (session_hash, user_id, browser) VALUES (%s, %s, %s)"
            " ON CONFLICT (session_hash) DO UPDATE SET user_id = known.user_id"
            " RETURNING created_at + %s",
            (fingerprint(session_id), user_id, browser, self._limits.absolute),
        )
        [(ends_at,)] = await cursor.fetchall()
        return cast(datetime, ends_at)

    async def create_hosted(self, session_id: str, user_id: UUID, tenant_id: UUID) -> datetime:
        """Begin the short session of a host application's user; gives when it ends."""
        cursor = await self._connection.execute(
            "INSERT INTO sessions AS known (session_hash, user_id, tenant_id, expires_at)"
            " VALUES (%s, %s, %s, now() + %s)"
            " ON CONFLICT (session_hash) DO UPDATE SET user_id = known.user_id"
            " RETURNING expires_at",
            (fingerprint(session_id), user_id, tenant_id, HOSTED),
        )
        [(ends_at,)] = await cursor.fetchall()
        return cast(datetime, ends_at)

    async def find(self, session_id: str) -> Living | None:
        """Find the session, unless it has ended or passed a limit."""
        async with self._connection.cursor(row_factory=class_row(Living)) as cursor:
            await cursor.execute(
                "SELECT tenant_id, coalesce(allowed_origins, '{}') AS allowed_origins"
                " FROM sessions LEFT JOIN tenants USING (tenant_id) WHERE session_hash = %s"
                " AND refreshed_at > now() - %s AND sessions.created_at > now() - %s"
                " AND (expires_at IS NULL OR expires_at > now())",
                (fingerprint(session_id), self._limits.idle, self._limits.absolute),
            )
            return await cursor.fetchone()

    async def refresh(self, session_id: str) -> datetime | None:
        """Count the session as used now; gives when it ends at the latest, None where it has.

        A host application's session is never longer than its token: the host asks for another.
        """
        cursor = await self._connection.execute(
            "UPDATE sessions SET refreshed_at = now()"
            " WHERE session_hash = %s AND tenant_id IS NULL"
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

    async def find_by_user(self, user_id: UUID) -> list[Begun]:
        """Give the sessions of a user that live, the newest first."""
        async with self._connection.cursor(row_factory=class_row(Begun)) as cursor:
            await cursor.execute(
                "SELECT encode(session_hash, 'hex') AS session_hash, browser, created_at,"
                " refreshed_at FROM sessions WHERE user_id = %s"
                " AND refreshed_at > now() - %s AND created_at > now() - %s"
                " ORDER BY created_at DESC, session_hash",
                (user_id, self._limits.idle, self._limits.absolute),
            )
            return await cursor.fetchall()

    async def sweep(self) -> int:
        """Delete the sessions that have ended."""
        cursor = await self._connection.execute(SWEEP, (self._limits.idle, self._limits.absolute))
        return cursor.rowcount


async def delete_all(connection: Connection, user_id: UUID, keep: str) -> list[str]:
    """Delete a user's sessions but the one of the id `keep`; gives the hashes of the others."""
    cursor = await connection.execute(
        "DELETE FROM sessions WHERE user_id = %s AND session_hash <> %s"
        " RETURNING encode(session_hash, 'hex')",
        (user_id, fingerprint(keep)),
    )
    return [ended for (ended,) in await cursor.fetchall()]


async def delete_one(connection: Connection, user_id: UUID, session_hash: bytes) -> bool:
    """Delete a session of this user; False where there is none."""
    cursor = await connection.execute(
        "DELETE FROM sessions WHERE session_hash = %s AND user_id = %s", (session_hash, user_id)
    )
    return cursor.rowcount == 1
