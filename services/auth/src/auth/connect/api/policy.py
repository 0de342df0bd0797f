"""Who may use a route that a browser opens as a page."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web

from auth.connect.api.endings import for_a_person, own_page_address, redirect
from auth.sign_in.policy import SESSIONS
from common.endpoints import Credential, Handler, SessionHandler
from common.errors import Forbidden, NotSignedIn, RateLimited


@dataclass(frozen=True, slots=True)
class FromPlatform:
    """A browser that a platform sends back from its own site; the handler checks the state."""

    credential: ClassVar[Credential | None] = None
    handler: Handler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Handle; there is nothing to check yet."""
        return await self.handler(request)


@dataclass(frozen=True, slots=True)
class Signed:
    """A call of a platform's own server; the handler checks its signature."""

    credential: ClassVar[Credential | None] = None
    handler: Handler

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Handle; there is nothing to check yet."""
        return await self.handler(request)


@dataclass(frozen=True, slots=True)
class RecentPage:
    """As `Recent`, for what a browser opens: a person reads on a page why it was refused."""

    credential: ClassVar[Credential | None] = "session"
    handler: SessionHandler
    provider: str

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Check, then handle."""
        try:
            return await self.handler(request, await request.app[SESSIONS].recent(request))
        except (NotSignedIn, Forbidden, RateLimited) as error:
            return redirect(
                HTTPStatus.SEE_OTHER, own_page_address(for_a_person(request, error, self.provider))
            )
