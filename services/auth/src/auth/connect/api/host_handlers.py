"""Connections of host applications: asked for, opened by a link, and confirmed."""

import secrets
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from yarl import URL

from auth.connect.api.endings import CLEAN, for_a_person, outcome_address, redirect
from auth.connect.api.handlers import CONNECT
from auth.connect.hosted import Hosted, Wanted
from auth.errors import LinkRefused
from auth.hosts.handlers import ExternalId
from auth.hosts.tenants import Tenant
from auth.sign_in.cookies import BROWSER_COOKIE
from auth.sign_in.policy import SESSIONS
from common.errors import NotFound, ServiceError
from common.sessions import Session
from common.web import answer, read_body

HOSTED = web.AppKey("hosted", Hosted)
PUBLIC_URL = web.AppKey("public_url", str)
Secret = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]


class WantedConnection(BaseModel):
    """Where the browser is to return to: exactly one of the registered addresses.

    `login` names one of the platform's logins, where it has several; without it the first is used.
    """

    model_config = ConfigDict(extra="forbid")

    return_url: Annotated[str, StringConstraints(max_length=2000)]
    login: Annotated[str, StringConstraints(max_length=40)] = ""


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


async def create_connection(request: web.Request, session: Session) -> web.StreamResponse:
    """Begin to connect an account of a host application's user."""
    given = await read_body(request, WantedConnection)
    tenant_id = await request.app[SESSIONS].tenant_of(session)
    wanted = Wanted(request.match_info["provider"], given.login, given.return_url)
    connection_id, link = await request.app[HOSTED].create(wanted, session, tenant_id)
    path = f"/api/auth/connections/{connection_id}/authorize"
    address = URL(request.app[PUBLIC_URL]).with_path(path).with_query(link=link)
    connection = Connection(connection_id=connection_id, authorize_url=str(address))
    return answer(connection, HTTPStatus.CREATED)


async def open_connection(request: web.Request) -> web.StreamResponse:
    """Send the browser that opens the link to the platform; a cookie recognises it afterwards."""
    try:
        link = request.query.get("link", "")
        pending = await request.app[HOSTED].open(connection_id_of(request, LinkRefused), link)
    except LinkRefused as error:
        return redirect(HTTPStatus.SEE_OTHER, outcome_address(for_a_person(request, error)))
    cookie = request.app[BROWSER_COOKIE]
    browser = cookie.read(request) or secrets.token_urlsafe(32)
    address = await request.app[CONNECT].begin_hosted(pending, browser)
    response = redirect(HTTPStatus.FOUND, address)
    cookie.set(response, browser)
    return response


async def confirm_connection(request: web.Request, tenant: Tenant) -> web.StreamResponse:
    """Connect the account, now that the host's backend says whose browser came back."""
    given = await read_body(request, Confirmation)
    connection_id = connection_id_of(request, NotFound)
    account_id = await request.app[HOSTED].confirm(tenant, connection_id, given.code, given.user_id)
    response = answer(Confirmed(account_id=account_id))
    response.headers.update(CLEAN)
    return response


def connection_id_of(request: web.Request, refused: type[ServiceError]) -> UUID:
    """Give the id in the path; raises `refused` where it is none."""
    try:
        return UUID(request.match_info["connection_id"])
    except ValueError as error:
        raise refused("There is no such connection.") from error
