"""Connections of host applications' users: from the wish to the confirmation, or its absence."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from psycopg.rows import class_row

from common.postgres import Connection

LIFETIME = timedelta(minutes=15)
# Every row may be looked at by one replica at a time; a revocation takes less.
CLAIM = timedelta(minutes=1)
GIVEN_UP = timedelta(hours=24)
COLUMNS = "connection_id, tenant_id, user_id, provider, return_url, sealed_grant, account_id"


@dataclass(frozen=True, slots=True)
class Pending:
    """A row; `sealed_grant` is there from the callback on, `account_id` once it is confirmed."""

    connection_id: UUID
    tenant_id: UUID
    user_id: UUID
    provider: str
    return_url: str
    sealed_grant: bytes | None = None
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a callback brings: the grant, sealed, and the hash of the code that confirms it."""

    connection_id: UUID
    code_hash: bytes
    platform_user_id: str
    sealed_grant: bytes


class PendingConnections:
    """The rows of `pending_connections`; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(self, pending: Pending, link_hash: bytes) -> None:
        """Keep a new one, which waits for its link to be opened."""
        await self._connection.execute(
            "INSERT INTO pending_connections (connection_id, tenant_id, user_id, provider,"
            " return_url, link_hash, expires_at) VALUES (%s, %s, %s, %s, %s, %s, now() + %s)"
            " ON CONFLICT (connection_id) DO NOTHING",
            (
                pending.connection_id,
                pending.tenant_id,
                pending.user_id,
                pending.provider,
                pending.return_url,
                link_hash,
                LIFETIME,
            ),
        )

    async def open(self, connection_id: UUID, link_hash: bytes) -> Pending | None:
        """Use the link up, and leave whoever opened it the whole time for TikTok's page.

        None where it is unknown, used or too old.
        """
        return await self._one(
            "UPDATE pending_connections SET link_hash = NULL, expires_at = now() + %s"
            " WHERE connection_id = %s AND link_hash = %s AND expires_at > now()",
            (LIFETIME, connection_id, link_hash),
        )

    async def find(self, connection_id: UUID) -> Pending | None:
        """Find the connection of a state."""
        async with self._connection.cursor(row_factory=class_row(Pending)) as cursor:
            await cursor.execute(
                f"SELECT {COLUMNS} FROM pending_connections WHERE connection_id = %s",
                (connection_id,),
            )
            return await cursor.fetchone()

    async def arrive(self, arrival: Arrival) -> Pending | None:
        """Keep the sealed grant; the backend has the whole time again to confirm it."""
        return await self._one(
            "UPDATE pending_connections SET code_hash = %s, platform_user_id = %s,"
            " sealed_grant = %s, expires_at = now() + %s WHERE connection_id = %s",
            (
                arrival.code_hash,
                arrival.platform_user_id,
                arrival.sealed_grant,
                LIFETIME,
                arrival.connection_id,
            ),
        )

    async def lock(self, connection_id: UUID, tenant_id: UUID, code_hash: bytes) -> Pending | None:
        """Find what this tenant may confirm with this code, and hold it until the commit.

        What is claimed for revocation stays lost, though it was in time when the request began.
        """
        async with self._connection.cursor(row_factory=class_row(Pending)) as cursor:
            await cursor.execute(
                f"SELECT {COLUMNS} FROM pending_connections WHERE connection_id = %s"
                " AND tenant_id = %s AND code_hash = %s AND expires_at > now()"
                " AND revoke_at IS NULL FOR UPDATE",
                (connection_id, tenant_id, code_hash),
            )
            return await cursor.fetchone()

    async def confirmed(self, connection_id: UUID, account_id: UUID) -> None:
        """Forget the grant, which is handed over, and remember for which account."""
        await self._connection.execute(
            "UPDATE pending_connections SET sealed_grant = NULL, account_id = %s"
            " WHERE connection_id = %s",
            (account_id, connection_id),
        )

    async def claim_unconfirmed(self) -> Pending | None:
        """Take one whose time is over, for a minute: its grant must be revoked."""
        return await self._one(
            "UPDATE pending_connections SET revoke_at = now() + %s WHERE connection_id ="
            " (SELECT connection_id FROM pending_connections WHERE expires_at < now()"
            " AND sealed_grant IS NOT NULL AND (revoke_at IS NULL OR revoke_at < now())"
            " ORDER BY expires_at LIMIT 1 FOR UPDATE SKIP LOCKED)",
            (CLAIM,),
        )

    async def is_live_elsewhere(self, connection_id: UUID) -> bool:
        """Tell whether another grant of the same person at the platform is in use or awaited.

        Revoking one token may end them all: https://www.rfc-editor.org/rfc/rfc7009#section-2.1
        """
        cursor = await self._connection.execute(
            "SELECT 1 FROM pending_connections AS mine WHERE mine.connection_id = %s AND (EXISTS"
            " (SELECT 1 FROM accounts WHERE accounts.provider = mine.provider"
            " AND accounts.platform_user_id = mine.platform_user_id AND (verdict = 'CONNECTED'"
            " OR wish = 'CONNECT' AND request_id IS DISTINCT FROM answered_id)) OR EXISTS"
            " (SELECT 1 FROM pending_connections AS other WHERE other.provider = mine.provider"
            " AND other.platform_user_id = mine.platform_user_id"
            " AND other.sealed_grant IS NOT NULL AND other.expires_at > now()))",
            (connection_id,),
        )
        return await cursor.fetchone() is not None

    async def delete(self, connection_id: UUID) -> None:
        """Forget it with its grant."""
        await self._connection.execute(
            "DELETE FROM pending_connections WHERE connection_id = %s", (connection_id,)
        )

    async def sweep(self) -> int:
        """Delete what holds no grant any more, or one that could not be revoked for a day."""
        cursor = await self._connection.execute(
            "DELETE FROM pending_connections WHERE expires_at < now()"
            " AND (sealed_grant IS NULL OR expires_at < now() - %s)",
            (GIVEN_UP,),
        )
        return cursor.rowcount

    async def _one(self, change: str, values: tuple[object, ...]) -> Pending | None:
        async with self._connection.cursor(row_factory=class_row(Pending)) as cursor:
            await cursor.execute(f"{change} RETURNING {COLUMNS}", values)
            return await cursor.fetchone()
