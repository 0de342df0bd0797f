"""Sessions as this service checks them: by the token, and by the row that a sign-out deletes."""

from uuid import UUID

from aiohttp import web

from auth.sign_in.sessions import SessionLimits, Sessions
from common.errors import Forbidden, NotSignedIn
from common.logs import get_logger
from common.postgres import Pool
from common.sessions import SAFE_METHODS, Session, SessionGate, SessionKeys

log = get_logger(__name__)


class LiveSessions:
    """Lets a request through where its session's row is alive, or refuses it."""

    def __init__(
        self, gate: SessionGate, keys: SessionKeys, pool: Pool, limits: SessionLimits
    ) -> None:
        self.gate = gate
        self._keys, self._pool, self._limits = keys, pool, limits

    async def current(self, request: web.Request) -> Session:
        """Give the session of a token that has not expired; raises `NotSignedIn`, `Forbidden`."""
        return await self._alive(request, self.gate.session(request))

    async def recent(self, request: web.Request) -> Session:
        """Accept also a token that expired within the idle limit: to refresh it, or to come back.

        Raises `NotSignedIn` and `Forbidden`.
        """
        token, by_cookie = self.gate.token(request)
        session = self._keys.read(token, leeway=self._limits.idle.total_seconds())
        if by_cookie and request.method not in SAFE_METHODS:
            self.gate.check_intent(request, session)
        return await self._alive(request, session)

    async def tenant_of(self, session: Session) -> UUID:
        """Give the tenant of a connect token's session; raises `Forbidden` for any other."""
        async with self._pool.connection() as connection:
            living = await Sessions(connection, self._limits).find(session.id)
        if living is None or living.tenant_id is None:
            raise Forbidden("Only a connect token of a host application may do this.")
        return living.tenant_id

    async def _alive(self, request: web.Request, session: Session) -> Session:
        async with self._pool.connection() as connection:
            living = await Sessions(connection, self._limits).find(session.id)
        if living is None:
            raise NotSignedIn("Your session has ended; sign in again.")
        origin = request.headers.get("Origin")
        if living.tenant_id and origin is not None and origin not in living.allowed_origins:
            log.warning(
                "denied",
                audit="connect token",
                reason="origin",
                tenant_id=str(living.tenant_id),
                user_id=session.user_id,
            )
            raise Forbidden("This page is not one of the host application's.")
        return session
