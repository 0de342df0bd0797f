"""Sessions as this service sees them: a token, and the row that a sign-out deletes at once."""

from aiohttp import web

from auth.sessions import Limits, Sessions
from common.errors import NotSignedIn
from common.postgres import Pool
from common.sessions import SAFE_METHODS, Session, SessionGate, SessionKeys


class LiveSessions:
    """Lets a request through as a session whose row lives, or refuses it."""

    def __init__(self, gate: SessionGate, keys: SessionKeys, pool: Pool, limits: Limits) -> None:
        self.gate = gate
        self._keys, self._pool, self._limits = keys, pool, limits

    async def current(self, request: web.Request) -> Session:
        """Give the session of a token that has not expired; raises `NotSignedIn`, `Forbidden`."""
        return await self._alive(self.gate.session(request))

    async def recent(self, request: web.Request) -> Session:
        """Take a token that expired within the idle limit too: to refresh it, or to come back."""
        token, by_cookie = self.gate.token(request)
        session = self._keys.read(token, leeway=self._limits.idle.total_seconds())
        if by_cookie and request.method not in SAFE_METHODS:
            self.gate.check_intent(request, session)
        return await self._alive(session)

    async def _alive(self, session: Session) -> Session:
        async with self._pool.connection() as connection:
            if not await Sessions(connection, self._limits).is_alive(session.id):
                raise NotSignedIn("Your session has ended; sign in again.")
        return session
