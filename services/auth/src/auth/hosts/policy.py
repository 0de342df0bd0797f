"""Who may use a route of host applications' backends: whoever has an API key."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from auth.app_keys import POOL
from auth.hosts.tenants import KEY_PREFIX, SHOWN_LENGTH, Tenant, Tenants
from common.endpoints import Credential
from common.errors import Forbidden, NotSignedIn
from common.logs import get_logger

log = get_logger(__name__)
TenantHandler = Callable[[web.Request, Tenant], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class WithApiKey:
    """The backend of a host application; a browser may not use a key, since it would show it."""

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
