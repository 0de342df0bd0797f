"""Who may use a route: declared beside it, and enforced before its handler runs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from auth.account_handlers import POOL
from auth.endings import for_a_person, own_page, redirect
from auth.live_sessions import LiveSessions
from auth.tenants import KEY_PREFIX, SHOWN_LENGTH, Tenant, Tenants
from common.endpoints import Credential, Handler, SessionHandler
from common.errors import Forbidden, NotSignedIn, RateLimited
from common.logs import get_logger

log = get_logger(__name__)
SESSIONS = web.AppKey("sessions", LiveSessions)
TenantHandler = Callable[[web.Request, Tenant], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Public:
    """Anybody, unless their browser says that another site sent them."""

    credential: ClassVar[Credential | None] = None
    handler: Handler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Check, then handle."""
        request.app[SESSIONS].gate.check_origin(request)
        return await self.handler(request)


@dataclass(frozen=True, slots=True)
class FromPlatform:
    """Whom a platform sends back from its own site; the handler itself checks the state."""

    credential: ClassVar[Credential | None] = None
    handler: Handler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Handle; there is nothing to check yet."""
        return await self.handler(request)


@dataclass(frozen=True, slots=True)
class WithApiKey:
    """The backend of a host application; a key is not for browsers, which would show it."""

    credential: ClassVar[Credential | None] = "api_key"
    handler: TenantHandler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Check, then handle."""
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        tenant = None
        if scheme.lower() == "bearer" and key.startswith(KEY_PREFIX) and key.isascii():
            async with request.app[POOL].connection() as connection:
                tenant = await Tenants(connection).find_by_key(key.strip())
        if tenant is None:
            log.warning("denied", audit="api key", reason="unknown")
            raise NotSignedIn("Send a valid API key as `Authorization: Bearer`.")
        if "Origin" in request.headers:
            log.warning("denied", audit="api key", tenant_id=str(tenant.tenant_id), reason="page")
            raise Forbidden("An API key is for a backend, never for a page.")
        tenant_id = str(tenant.tenant_id)
        log.info("api key used", tenant_id=tenant_id, key=key[:SHOWN_LENGTH], route=request.path)
        return await self.handler(request, tenant)


@dataclass(frozen=True, slots=True)
class Recent:
    """A session that lives, though its token may have expired within the idle limit."""

    credential: ClassVar[Credential | None] = "session"
    handler: SessionHandler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Check, then handle."""
        return await self.handler(request, await request.app[SESSIONS].recent(request))


@dataclass(frozen=True, slots=True)
class RecentPage:
    """As `Recent`, for what a browser opens: a person is told on a page of what is refused."""

    credential: ClassVar[Credential | None] = "session"
    handler: SessionHandler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Check, then handle."""
        try:
            return await self.handler(request, await request.app[SESSIONS].recent(request))
        except (NotSignedIn, Forbidden, RateLimited) as error:
            return redirect(HTTPStatus.SEE_OTHER, own_page(for_a_person(request, error)))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that lives, with a token that has not expired."""

    credential: ClassVar[Credential | None] = "session"
    handler: SessionHandler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Check, then handle."""
        return await self.handler(request, await request.app[SESSIONS].current(request))
