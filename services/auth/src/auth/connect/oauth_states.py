"""OAuth flows under way: a one-use state each, bound to the session that began it.

https://www.rfc-editor.org/rfc/rfc9700#section-4.7.1
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from psycopg.rows import class_row

from common.errors import NotSignedIn
from common.postgres import Connection

LIFETIME = timedelta(minutes=10)
SWEEP = "DELETE FROM oauth_states WHERE expires_at < now()"


@dataclass(frozen=True, slots=True)
class Bound:
    """What a state is bound to: a session of ours, or the browser that opened a host's link."""

    session_hash: bytes | None = None
    browser_hash: bytes | None = None
    connection_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class OAuthState:
    """Who began which flow; the verifier is sealed, and absent where PKCE is off.

    It is bound to the session that began it, or to the browser that opened a host's link.
    """

    state_hash: bytes
    provider: str
    client_key: str
    session_hash: bytes | None
    user_id: UUID
    sealed_verifier: bytes | None
    browser_hash: bytes | None = None
    connection_id: UUID | None = None


class OAuthStates:
    """The rows of `oauth_states`; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(self, state: OAuthState) -> None:
        """Keep a new flow; raises `NotSignedIn` where its session has just ended."""
        try:
            await self._insert(state)
        except ForeignKeyViolation as error:
            raise NotSignedIn("Your session has ended; sign in again.") from error

    async def take(self, state_hash: bytes) -> OAuthState | None:
        """Use the state up; None where it is unknown, used or expired."""
        async with self._connection.cursor(row_factory=class_row(OAuthState)) as cursor:
            await cursor.execute(
                "WITH taken AS (DELETE FROM oauth_states WHERE state_hash = %s RETURNING *)"
                " SELECT state_hash, provider, client_key, session_hash, user_id, sealed_verifier,"
                " browser_hash, connection_id FROM taken WHERE expires_at > now()",
                (state_hash,),
            )
            return await cursor.fetchone()

    async def sweep(self) -> int:
        """Delete the flows that were never finished."""
        cursor = await self._connection.execute(SWEEP)
        return cursor.rowcount

    async def _insert(self, state: OAuthState) -> None:
        await self._connection.execute(
            "INSERT INTO oauth_states (state_hash, provider, client_key, session_hash, user_id,"
            " sealed_verifier, browser_hash, connection_id, expires_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, now() + %s)"
            " ON CONFLICT (state_hash) DO NOTHING",
            (
                state.state_hash,
                state.provider,
                state.client_key,
                state.session_hash,
                state.user_id,
                state.sealed_verifier,
                state.browser_hash,
                state.connection_id,
                LIFETIME,
            ),
        )
