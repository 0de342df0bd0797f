"""`/api/auth/{platform}` and its callback: a pair of handlers for each platform."""

from http import HTTPStatus
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel

from auth.connect.api.endings import for_a_person, outcome_address, own_page_address, redirect
from auth.connect.connecting import Connect
from auth.connect.flow import Callback, Visitor
from auth.errors import ForeignState, LinkRefused, StateRefused
from auth.platform import Platform
from auth.sign_in.cookies import BROWSER_COOKIE
from auth.sign_in.policy import SESSIONS
from common.endpoints import Handler, SessionHandler
from common.errors import NotSignedIn
from common.sessions import Session

CONNECT = web.AppKey("connect", Connect)
AnyHandler = TypeVar("AnyHandler", Handler, SessionHandler)


class BeginQuery(BaseModel):
    """By which of the platform's logins, where it has several; without it by the first."""

    login: str = ""


class CallbackQuery(BaseModel):
    """What the platform adds to the redirect address; it may add more, which is not refused."""

    state: str = ""
    code: str = ""
    error: str = ""
    error_description: str = ""
    scopes: str = ""


def begin(platform: Platform) -> SessionHandler:
    """Make the handler that sends a user to the platform's consent page."""

    async def begin_connecting(request: web.Request, session: Session) -> web.StreamResponse:
        request.app[SESSIONS].gate.check_origin(request)
        name = request.query.get("login", "")
        address = await request.app[CONNECT].begin(platform.name, session, name)
        return redirect(HTTPStatus.FOUND, address)

    does = (
        f"Send the user to {platform.title}'s consent page;"
        " a person who may not begin reads why on a page."
    )
    return _operation(begin_connecting, f"begin_{platform.name}", does)


def finish(platform: Platform) -> Handler:
    """Make the handler that takes a browser back from the platform."""

    async def finish_connecting(request: web.Request) -> web.StreamResponse:
        return redirect(HTTPStatus.SEE_OTHER, await _finish(request, platform.name))

    does = f"Take the user back from {platform.title}, and on to an address without code and state."
    return _operation(finish_connecting, f"finish_{platform.name}", does)


def _operation(handler: AnyHandler, name: str, does: str) -> AnyHandler:
    """Name a handler, and say what it does, for the API's document."""
    handler.__name__, handler.__doc__ = name, does
    return handler


async def _finish(request: web.Request, provider: str) -> str:
    query = request.query
    callback = Callback(query.get("state", ""), query.get("code", ""), query.get("error", ""))
    visitor = Visitor(await _session(request), request.app[BROWSER_COOKIE].read(request))
    try:
        return own_page_address(await request.app[CONNECT].finish(provider, visitor, callback))
    except LinkRefused as error:
        return outcome_address(for_a_person(request, error, provider))
    except (StateRefused, ForeignState) as error:
        address = outcome_address if visitor.is_a_hosts else own_page_address
        return address(for_a_person(request, error, provider))


async def _session(request: web.Request) -> Session | None:
    """Give the session that comes back: its token may have expired at the consent page."""
    try:
        return await request.app[SESSIONS].recent(request)
    except NotSignedIn:
        return None
