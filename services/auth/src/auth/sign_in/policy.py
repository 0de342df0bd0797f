"""Who may use a route: declared beside it, and enforced before its handler runs."""

from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from auth.sign_in.live_sessions import LiveSessions
from common.endpoints import Credential, Handler, SessionHandler

SESSIONS = web.AppKey("sessions", LiveSessions)


@dataclass(frozen=True, slots=True)
class Public:
    """Anybody, unless the browser says that a page of another site sent the request."""

    credential: ClassVar[Credential | None] = None
    handler: Handler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Check, then handle."""
        request.app[SESSIONS].gate.check_origin(request)
        return await self.handler(request)


@dataclass(frozen=True, slots=True)
class Recent:
    """A live session, though its token may have expired within the idle limit."""

    credential: ClassVar[Credential | None] = "session"
    handler: SessionHandler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Check, then handle."""
        return await self.handler(request, await request.app[SESSIONS].recent(request))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session, with a token that has not expired."""

    credential: ClassVar[Credential | None] = "session"
    handler: SessionHandler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Check, then handle."""
        return await self.handler(request, await request.app[SESSIONS].current(request))
