"""Who may use a route: declared beside it, and enforced before its handler runs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from auth.live_sessions import LiveSessions
from common.sessions import Session

SESSIONS = web.AppKey("sessions", LiveSessions)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SessionHandler = Callable[[web.Request, Session], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Public:
    """Anybody, unless their browser says that another site sent them."""

    handler: Handler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Check, then handle."""
        request.app[SESSIONS].gate.check_origin(request)
        return await self.handler(request)


@dataclass(frozen=True, slots=True)
class FromPlatform:
    """Whom a platform sends back from its own site; the handler itself checks the state."""

    handler: Handler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Handle; there is nothing to check yet."""
        return await self.handler(request)


@dataclass(frozen=True, slots=True)
class Recent:
    """A session that lives, though its token may have expired within the idle limit."""

    handler: SessionHandler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Check, then handle."""
        return await self.handler(request, await request.app[SESSIONS].recent(request))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that lives, with a token that has not expired."""

    handler: SessionHandler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Check, then handle."""
        return await self.handler(request, await request.app[SESSIONS].current(request))
