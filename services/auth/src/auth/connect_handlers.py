"""`/api/auth/tiktok`, its callback, and the outcome that a callback always ends in."""

import re
from http import HTTPStatus
from urllib.parse import urlencode

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from auth.account import Status
from auth.account_handlers import AccountView, find_account, waited_seconds
from auth.connect import Connect
from auth.cookies import BROWSER_COOKIE
from auth.errors import ForeignState, LinkRefused, StateRefused
from auth.flow import Callback, Ending, Visitor
from auth.outcomes import SAYABLE, Outcome, outcome_for, refusal
from auth.pages import page
from auth.policy import SESSIONS
from common.errors import NotFound, NotSignedIn, ServiceError
from common.sessions import Session
from common.tracing import trace_id
from common.web import PROBLEM_JSON, answer, read_query

CONNECT = web.AppKey("connect", Connect)
# https://www.rfc-editor.org/rfc/rfc9700#section-4.2.4
CLEAN = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


class CallbackQuery(BaseModel):
    """What TikTok adds to the redirect address; it may add more one day, which is not refused."""

    state: str = ""
    code: str = ""
    error: str = ""
    error_description: str = ""
    scopes: str = ""


class OutcomeQuery(BaseModel):
    """Which account was connected, TikTok's own word for a refusal, and the flow's trace."""

    model_config = ConfigDict(extra="forbid")

    account: str = ""
    said: str = ""
    trace: str = ""

    @property
    def known_trace(self) -> str:
        """The trace, unless somebody has put other words in its place."""
        return self.trace if re.fullmatch("[0-9a-f]{32}", self.trace) else ""


async def begin_tiktok(request: web.Request, session: Session) -> web.StreamResponse:
    """Send the user to TikTok's consent page."""
    request.app[SESSIONS].gate.check_origin(request)
    return redirect(HTTPStatus.FOUND, await request.app[CONNECT].begin(session))


async def finish_tiktok(request: web.Request) -> web.StreamResponse:
    """Take the user back from TikTok, and on to an address without code and state."""
    query = request.query
    callback = Callback(query.get("state", ""), query.get("code", ""), query.get("error", ""))
    visitor = Visitor(await _session(request), request.app[BROWSER_COOKIE].read(request))
    try:
        ending = await request.app[CONNECT].finish(visitor, callback)
    except (StateRefused, ForeignState, LinkRefused) as error:
        return redirect(HTTPStatus.SEE_OTHER, ending_of(request, error, Ending(error.kind)))
    return redirect(HTTPStatus.SEE_OTHER, _address(ending))


async def show_outcome(request: web.Request) -> web.StreamResponse:
    """Tell how connecting ended: as a page for a browser, else as JSON."""
    code = request.match_info["code"]
    asked = read_query(request, OutcomeQuery)
    if code == "connected":
        return await _show_connected(request, asked)
    outcome = refusal(code, asked.said)
    if outcome is None:
        raise NotFound("There is no such outcome.")
    if not _is_page_load(request):
        return _as_problem(request, asked, code, outcome)
    return page(outcome, asked.known_trace, refreshes=False)


def ending_of(request: web.Request, error: ServiceError, ending: Ending) -> str:
    """Give the address of a page that tells a person; for a program the error is raised."""
    if not _is_page_load(request):
        raise error
    return _address(ending)


async def _show_connected(request: web.Request, asked: OutcomeQuery) -> web.StreamResponse:
    session = await request.app[SESSIONS].recent(request)
    account = await find_account(request, session, asked.account)
    if not _is_page_load(request):
        return answer(AccountView.of(account))
    waits = account.status is Status.CONNECTING
    return page(outcome_for(account, waited_seconds(account)), asked.known_trace, refreshes=waits)


async def _session(request: web.Request) -> Session | None:
    """Give the session that comes back: its token may have expired at TikTok's page."""
    try:
        return await request.app[SESSIONS].recent(request)
    except NotSignedIn:
        return None


def _address(ending: Ending) -> str:
    if ending.return_to is not None:
        return str(ending.return_to)
    query = {"trace": trace_id() or ""}
    if ending.account_id is not None:
        query["account"] = str(ending.account_id)
    if SAYABLE.fullmatch(ending.said):
        query["said"] = ending.said
    return f"/api/auth/outcomes/{ending.code}?{urlencode(query)}"


def redirect(status: HTTPStatus, location: str) -> web.Response:
    return web.Response(status=status, headers={**CLEAN, "Location": location})


def _as_problem(
    request: web.Request, asked: OutcomeQuery, code: str, outcome: Outcome
) -> web.Response:
    """Render an outcome as RFC 9457 has it, with the trace of the flow that ended so."""
    body = {
        "type": f"/problems/{code}",
        "title": outcome.title,
        "status": int(outcome.status),
        "detail": f"{outcome.happened} {outcome.advice}",
        "instance": request.path,
        "trace_id": asked.known_trace or trace_id(),
    }
    return web.json_response(body, status=outcome.status, content_type=PROBLEM_JSON, headers=CLEAN)


def _is_page_load(request: web.Request) -> bool:
    return "text/html" in request.headers.get("Accept", "")
