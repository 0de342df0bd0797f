"""`/api/auth/tiktok` and its callback."""

from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel

from auth.connect.api.endings import for_a_person, outcome_page, own_page, redirect
from auth.connect.connecting import Connect
from auth.connect.flow import Callback, Visitor
from auth.errors import ForeignState, LinkRefused, StateRefused
from auth.sign_in.cookies import BROWSER_COOKIE
from auth.sign_in.policy import SESSIONS
from common.errors import NotSignedIn
from common.sessions import Session

CONNECT = web.AppKey("connect", Connect)


class CallbackQuery(BaseModel):
    """What TikTok adds to the redirect address; it may add more one day, which is not refused."""

    state: str = ""
    code: str = ""
    error: str = ""
    error_description: str = ""
    scopes: str = ""


async def begin_tiktok(request: web.Request, session: Session) -> web.StreamResponse:
    """Send the user to TikTok's consent page; a person who may not begin is told on a page."""
    request.app[SESSIONS].gate.check_origin(request)
    return redirect(HTTPStatus.FOUND, await request.app[CONNECT].begin(session))


async def finish_tiktok(request: web.Request) -> web.StreamResponse:
    """Take the user back from TikTok, and on to an address without code and state."""
    query = request.query
    callback = Callback(query.get("state", ""), query.get("code", ""), query.get("error", ""))
    visitor = Visitor(await _session(request), request.app[BROWSER_COOKIE].read(request))
    try:
        ending = await request.app[CONNECT].finish(visitor, callback)
    except LinkRefused as error:
        return redirect(HTTPStatus.SEE_OTHER, outcome_page(for_a_person(request, error)))
    except (StateRefused, ForeignState) as error:
        page = outcome_page if visitor.is_a_hosts else own_page
        return redirect(HTTPStatus.SEE_OTHER, page(for_a_person(request, error)))
    return redirect(HTTPStatus.SEE_OTHER, own_page(ending))


async def _session(request: web.Request) -> Session | None:
    """Give the session that comes back: its token may have expired at TikTok's page."""
    try:
        return await request.app[SESSIONS].recent(request)
    except NotSignedIn:
        return None
