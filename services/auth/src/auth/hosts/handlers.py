"""Connect tokens: sessions that a host application's backend gets for its users."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from auth.hosts.tenants import Tenant
from auth.hosts.tokens import HostTokens
from common.web import answer, read_body

HOST_TOKENS = web.AppKey("host_tokens", HostTokens)
# As PostgreSQL stores it: no NUL, and nothing that UTF-8 does not write.
ExternalId = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]


class WantedToken(BaseModel):
    """For whom a token is wanted, as the host application names its user."""

    model_config = ConfigDict(extra="forbid")

    user_id: ExternalId


class ConnectToken(BaseModel):
    """A short session for that user, to be sent as `Authorization: Bearer`."""

    token: str = Field(repr=False)
    expires_at: datetime
    user_id: UUID


async def create_connect_token(request: web.Request, tenant: Tenant) -> web.StreamResponse:
    """Give a session of twenty minutes for a host application's user."""
    wanted = await read_body(request, WantedToken)
    issued = await request.app[HOST_TOKENS].issue(tenant, wanted.user_id)
    token = ConnectToken(
        token=issued.token,
        expires_at=issued.session.expires_at,
        user_id=UUID(issued.session.user_id),
    )
    return answer(token, HTTPStatus.CREATED)
