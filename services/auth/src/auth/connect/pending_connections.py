"""Connections under way: a consent waits here to be chosen from, confirmed or ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from psycopg.rows import class_row

from auth.connect.login import Granted
from common.postgres import Connection

LIFETIME = timedelta(minutes=15)
# One replica at a time works on a row; a revocation takes less.
CLAIM = timedelta(minutes=1)
GIVEN_UP = timedelta(hours=24)
COLUMNS = (
    "connection_id, user_id, provider, tenant_id, return_url, sealed_grant, account_id,"
    " platform_user_id, grantor_id, client_key"
)


@dataclass(frozen=True, slots=True)
class Pending:
    """A row; without a tenant it is a choice of a user of our own pages.

    `sealed_grant` is there from the callback until the account connects: a `Choices` while
    `platform_user_id` is None, then the grant of the account that has this id at the platform.
    `client_key` is the app whose login was chosen, None of rows from before there was a choice.
    """

    connection_id: UUID
    user_id: UUID
    provider: str
    tenant_id: UUID | None = None
    return_url: str | None = None
    sealed_grant: bytes | None = None
    account_id: UUID | None = None
    platform_user_id: str | None = None
    grantor_id: str | None = None
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a callback brings: the consent, sealed, and the hash of the code that confirms it."""

    connection_id: UUID
    code_hash: bytes
    platform_user_id: str | None
    grantor_id: str | None
    sealed_grant: bytes


def log_fields(pending: Pending) -> dict[str, str]:
    """Say in the log which connection it is, and of which host application, if any."""
    tenant = {"tenant_id": str(pending.tenant_id)} if pending.tenant_id else {}
    return {**tenant, "connection": str(pending.connection_id)}


class PendingConnections:
    """The rows of `pending_connections`; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(self, pending: Pending, link_hash: bytes) -> None:
        """Keep a host's new one, which waits for its link to be opened."""
        await self._connection.execute(
            "INSERT INTO pending_connections (connection_id, tenant_id, user_id, provider,"
            " client_key, return_url, link_hash, expires_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, now() + %s)"
            " ON CONFLICT (connection_id) DO NOTHING",
            (
                pending.connection_id,
                pending.tenant_id,
                pending.user_id,
                pending.provider,
                pending.client_key,
                pending.return_url,
                link_hash,
                LIFETIME,
            ),
        )

    async def offer(self, pending: Pending, sealed_grant: bytes) -> None:
        """Keep the accounts that a user of our own pages must choose from."""
        await self._connection.execute(
            "INSERT INTO pending_connections (connection_id, user_id, provider, client_key,"
            " grantor_id, sealed_grant, expires_at) VALUES (%s, %s, %s, %s, %s, %s, now() + %s)"
            " ON CONFLICT (connection_id) DO NOTHING",
            (
                pending.connection_id,
                pending.user_id,
                pending.provider,
                pending.client_key,
                pending.grantor_id,
                sealed_grant,
                LIFETIME,
            ),
        )

    async def open(self, connection_id: UUID, link_hash: bytes) -> Pending | None:
        """Use the link up, and begin the time again for whoever opened it.

        None where it is unknown, used or too old.
        """
        return await self._change(
            "UPDATE pending_connections SET link_hash = NULL, expires_at = now() + %s"
            " WHERE connection_id = %s AND link_hash = %s AND expires_at > now()",
            (LIFETIME, connection_id, link_hash),
        )

    async def find(self, connection_id: UUID) -> Pending | None:
        """Find the connection of a state."""
        return await self._find("connection_id = %s", (connection_id,))

    async def arrive(self, arrival: Arrival) -> Pending | None:
        """Keep the sealed consent; the time to choose and confirm begins again."""
        return await self._change(
            "UPDATE pending_connections SET code_hash = %s, platform_user_id = %s,"
            " grantor_id = %s, sealed_grant = %s, expires_at = now() + %s"
            " WHERE connection_id = %s",
            (
                arrival.code_hash,
                arrival.platform_user_id,
                arrival.grantor_id,
                arrival.sealed_grant,
                LIFETIME,
                arrival.connection_id,
            ),
        )

    async def lock(self, connection_id: UUID, tenant_id: UUID, code_hash: bytes) -> Pending | None:
        """Find what this tenant may confirm with this code, and hold it until the commit.

        What is claimed for revocation stays lost, though it was in time when the request began.
        """
        return await self._find(
            "connection_id = %s AND tenant_id = %s AND code_hash = %s AND expires_at > now()"
            " AND revoke_at IS NULL FOR UPDATE",
            (connection_id, tenant_id, code_hash),
        )

    async def lock_own(
        self, connection_id: UUID, user_id: UUID, code_hash: bytes | None
    ) -> Pending | None:
        """Find what this user may choose from, and hold it until the commit, as `lock` does.

        A host's connection has a code, one of our own pages has none.
        """
        return await self._find(
            "connection_id = %s AND user_id = %s AND code_hash IS NOT DISTINCT FROM %s"
            " AND expires_at > now() AND revoke_at IS NULL FOR UPDATE",
            (connection_id, user_id, code_hash),
        )

    async def choose(self, pending: Pending, granted: Granted, sealed_grant: bytes) -> None:
        """Keep the chosen account's grant alone; the time to confirm it begins again."""
        await self._connection.execute(
            "UPDATE pending_connections SET platform_user_id = %s, sealed_grant = %s,"
            " expires_at = now() + %s WHERE connection_id = %s",
            (granted.platform_user_id, sealed_grant, LIFETIME, pending.connection_id),
        )

    async def settle(self, pending: Pending, granted: Granted, account_id: UUID) -> None:
        """Forget the consent, since the grant was issued, and remember for which account."""
        await self._connection.execute(
            "UPDATE pending_connections SET sealed_grant = NULL, platform_user_id = %s,"
            " account_id = %s WHERE connection_id = %s",
            (granted.platform_user_id, account_id, pending.connection_id),
        )

    async def claim_unconfirmed(
        self, providers: Sequence[str], client_keys: Sequence[str]
    ) -> Pending | None:
        """Take one of these platforms and apps whose time is over, for a minute, to revoke it."""
        return await self._change(CLAIM_UNCONFIRMED, (CLAIM, providers, client_keys))

    async def is_live_elsewhere(self, connection_id: UUID) -> bool:
        """Whether another grant of the same person at the platform is in use or awaited.

        Revoking one token may end them all: https://www.rfc-editor.org/rfc/rfc7009#section-2.1
        """
        cursor = await self._connection.execute(IS_LIVE_ELSEWHERE, {"id": connection_id})
        [(is_live,)] = await cursor.fetchall()
        return bool(is_live)

    async def replace_grant(self, connection_id: UUID, sealed_grant: bytes) -> None:
        """Keep renewed tokens until the grant is revoked."""
        await self._connection.execute(
            "UPDATE pending_connections SET sealed_grant = %s WHERE connection_id = %s",
            (sealed_grant, connection_id),
        )

    async def delete(self, connection_id: UUID) -> None:
        """Forget it with what the consent gave."""
        await self._connection.execute(
            "DELETE FROM pending_connections WHERE connection_id = %s", (connection_id,)
        )

    async def delete_of(self, provider: str, person_id: str) -> None:
        """Forget all consents of a person at the platform, or of an account that consented."""
        await self._connection.execute(
            "DELETE FROM pending_connections"
            " WHERE provider = %s AND (grantor_id = %s OR platform_user_id = %s)",
            (provider, person_id, person_id),
        )

    async def sweep(self) -> int:
        """Delete what no longer holds a grant, or holds one that could not be revoked for a day."""
        cursor = await self._connection.execute(SWEEP, (GIVEN_UP,))
        return cursor.rowcount

    async def _find(self, condition: str, values: tuple[object, ...]) -> Pending | None:
        async with self._connection.cursor(row_factory=class_row(Pending)) as cursor:
            await cursor.execute(
                f"SELECT {COLUMNS} FROM pending_connections WHERE {condition}", values
            )
            return await cursor.fetchone()

    async def _change(self, change: str, values: tuple[object, ...]) -> Pending | None:
        async with self._connection.cursor(row_factory=class_row(Pending)) as cursor:
            await cursor.execute(f"{change} RETURNING {COLUMNS}", values)
            return await cursor.fetchone()


CLAIM_UNCONFIRMED = """
UPDATE pending_connections SET revoke_at = now() + %s WHERE connection_id = (
    SELECT connection_id FROM pending_connections
    WHERE expires_at < now() AND sealed_grant IS NOT NULL
        AND (revoke_at IS NULL OR revoke_at < now()) AND provider = ANY(%s)
        AND (client_key IS NULL OR client_key = ANY(%s))
    ORDER BY expires_at LIMIT 1 FOR UPDATE SKIP LOCKED)
"""
# The same person: the same account at the platform, or another one that the same person gave.
IS_LIVE_ELSEWHERE = """
WITH mine AS (
    SELECT provider, platform_user_id, grantor_id FROM pending_connections
    WHERE connection_id = %(id)s
)
SELECT EXISTS (
    SELECT FROM mine JOIN accounts USING (provider)
    WHERE (accounts.platform_user_id = mine.platform_user_id
            OR accounts.grantor_id = mine.grantor_id)
        AND (verdict = 'CONNECTED'
            OR wish = 'CONNECT' AND request_id IS DISTINCT FROM answered_id)
) OR EXISTS (
    SELECT FROM mine JOIN pending_connections AS other USING (provider)
    WHERE (other.platform_user_id = mine.platform_user_id OR other.grantor_id = mine.grantor_id)
        AND other.sealed_grant IS NOT NULL AND other.expires_at > now()
)
"""
SWEEP = """
DELETE FROM pending_connections
WHERE expires_at < now() AND (sealed_grant IS NULL OR expires_at < now() - %s)
"""
