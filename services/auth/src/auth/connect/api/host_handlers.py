"""What host applications use: connect tokens, connections, and their confirmation."""

import secrets
from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from yarl import URL

from auth.connect.api.endings import CLEAN, for_a_person, outcome_page, redirect
from auth.connect.api.handlers import CONNECT
from auth.connect.flow import PROVIDER
from auth.errors import LinkRefused
from auth.hosts.tenants import Tenant
from auth.hosts.tokens import HostTokens
from auth.sign_in.cookies import BROWSER_COOKIE
from auth.sign_in.policy import SESSIONS
from common.errors import NotFound
from common.sessions import Session
from common.web import answer, read_body

HOST_TOKENS = web.AppKey("host_tokens", HostTokens)
PUBLIC_URL = web.AppKey("public_url", str)
# As PostgreSQL stores it: no NUL, and nothing that UTF-8 does not write.
ExternalId = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]


class WantedToken(BaseModel):
    """For whom a token is wanted, as the host application names its user."""

    model_config = ConfigDict(extra="forbid")

    user_id: ExternalId


class ConnectToken(BaseModel):
    """A short session for that user, to be sent as `Authorization: Bearer`."""

    token: str = Field(repr=False)
    expires_at: datetime
    user_id: UUID


class WantedConnection(BaseModel):
    """Where the browser is to return to: exactly one of the registered addresses."""

    model_config = ConfigDict(extra="forbid")

    return_url: Annotated[str, StringConstraints(max_length=2000)]


class Connection(BaseModel):
    """A connection to be, and the address that begins it, once, in the user's browser."""

    connection_id: UUID
    authorize_url: str = Field(repr=False)


class Confirmation(BaseModel):
    """The code that came back; with `user_id` it is confirmed for that user alone."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    code: Secret = Field(repr=False)
    user_id: ExternalId | None = None


class Confirmed(BaseModel):
    """The account that is now connecting."""

    account_id: UUID


class Link(BaseModel):
    """The secret that opens a connection once."""

    model_config = ConfigDict(extra="forbid")

    link: str = ""


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


async def create_connection(request: web.Request, session: Session) -> web.StreamResponse:
    """Begin to connect an account of a host application's user."""
    if request.match_info["provider"] != PROVIDER:
        raise NotFound("There is no such platform.")
    wanted = await read_body(request, WantedConnection)
    tenant_id = await request.app[SESSIONS].tenant_of(session)
    hosted = request.app[CONNECT].hosted
    connection_id, link = await hosted.create(session, tenant_id, wanted.return_url)
    path = f"/api/auth/connections/{connection_id}/authorize"
    address = URL(request.app[PUBLIC_URL]).with_path(path).with_query(link=link)
    connection = Connection(connection_id=connection_id, authorize_url=str(address))
    return answer(connection, HTTPStatus.CREATED)


async def open_connection(request: web.Request) -> web.StreamResponse:
    """Send the browser that opens the link to TikTok, and know it when it comes back."""
    connect = request.app[CONNECT]
    try:
        link = request.query.get("link", "")
        pending = await connect.hosted.open(_connection_id(request, LinkRefused), link)
    except LinkRefused as error:
        return redirect(HTTPStatus.SEE_OTHER, outcome_page(for_a_person(request, error)))
    cookie = request.app[BROWSER_COOKIE]
    browser = cookie.read(request) or secrets.token_urlsafe(32)
    response = redirect(HTTPStatus.FOUND, await connect.begin_hosted(pending, browser))
    cookie.set(response, browser)
    return response


async def confirm_connection(request: web.Request, tenant: Tenant) -> web.StreamResponse:
    """Connect the account, now that the host's backend says whose browser came back."""
    given = await read_body(request, Confirmation)
    connection_id = _connection_id(request, NotFound)
    account_id = await request.app[CONNECT].hosted.confirm(
        tenant, connection_id, given.code, given.user_id
    )
    response = answer(Confirmed(account_id=account_id))
    response.headers.update(CLEAN)
    return response


def _connection_id(request: web.Request, refused: type[LinkRefused] | type[NotFound]) -> UUID:
    try:
        return UUID(request.match_info["connection_id"])
    except ValueError as error:
        raise refused("There is no such connection.") from error
