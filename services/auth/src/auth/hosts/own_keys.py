"""`/api/auth/me/tenants`: an administrator of a host application makes and revokes its keys."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, Field

from auth.app_keys import POOL
from auth.hosts.tenants import ApiKey, Tenant, Tenants, new_api_key
from common.errors import NotFound
from common.logs import get_logger
from common.postgres import Connection
from common.sessions import Session
from common.web import answer

log = get_logger(__name__)


class KeyView(BaseModel):
    """A key by its first characters; nothing shows the rest again."""

    key_id: str
    created_at: datetime
    revoked_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey) -> "KeyView":
        """Show a key in a list."""
        return cls(key_id=key.prefix, created_at=key.created_at, revoked_at=key.revoked_at)


class TenantView(BaseModel):
    """A host application that the person administers; an operator registers its addresses."""

    tenant_id: UUID
    name: str
    allowed_origins: list[str]
    return_urls: list[str]
    keys: list[KeyView]

    @classmethod
    def of(cls, tenant: Tenant, keys: list[ApiKey]) -> "TenantView":
        """Show a tenant with its keys."""
        return cls(
            tenant_id=tenant.tenant_id,
            name=tenant.name,
            allowed_origins=tenant.allowed_origins,
            return_urls=tenant.return_urls,
            keys=[KeyView.of(key) for key in keys],
        )


class TenantList(BaseModel):
    """What the person administers; empty for most."""

    tenants: list[TenantView]


class NewKey(BaseModel):
    """A new key, shown this once."""

    key_id: str
    key: str = Field(repr=False)


async def tenants_of(connection: Connection, user_id: str) -> list[TenantView]:
    """Give what a user administers, with the keys."""
    tenants = Tenants(connection)
    return [
        TenantView.of(one, await tenants.keys(one.tenant_id))
        for one in await tenants.administered_by(user_id)
    ]


async def list_own_tenants(request: web.Request, session: Session) -> web.StreamResponse:
    """Give the host applications that the person administers, with their keys."""
    async with request.app[POOL].connection() as connection:
        return answer(TenantList(tenants=await tenants_of(connection, session.user_id)))


async def make_api_key(request: web.Request, session: Session) -> web.StreamResponse:
    """Make a key for a host application's backend; it is shown in this answer and never again."""
    key = new_api_key()
    async with request.app[POOL].connection() as connection:
        tenant = await _own(connection, session, request.match_info["tenant_id"])
        await Tenants(connection).add_key(tenant.tenant_id, key, UUID(session.user_id))
    view = NewKey(key_id=ApiKey.prefix_of(key), key=key)
    log.info("api key made", tenant_id=str(tenant.tenant_id), key=view.key_id)
    return answer(view, HTTPStatus.CREATED)


async def revoke_api_key(request: web.Request, session: Session) -> web.StreamResponse:
    """End a key: it opens nothing from now on. Ending it again changes nothing."""
    key_id = request.match_info["key_id"]
    async with request.app[POOL].connection() as connection:
        tenant = await _own(connection, session, request.match_info["tenant_id"])
        if "\0" in key_id or not await Tenants(connection).revoke_key(tenant.tenant_id, key_id):
            raise NotFound("There is no such key.")
    log.info("api key revoked", tenant_id=str(tenant.tenant_id), key=key_id)
    return web.Response(status=204, headers={"Cache-Control": "no-store"})


async def _own(connection: Connection, session: Session, tenant_id: str) -> Tenant:
    for tenant in await Tenants(connection).administered_by(session.user_id):
        if str(tenant.tenant_id) == tenant_id:
            return tenant
    raise NotFound("There is no such host application.")
