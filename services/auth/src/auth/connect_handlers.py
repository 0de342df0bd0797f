"""`/api/auth/tiktok`, its callback, and the outcome that a callback always ends in."""

import re
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

from aiohttp import web

from auth.account import Account, Status
from auth.account_handlers import AccountView, find_account
from auth.connect import Callback, Connect, Ending
from auth.errors import ForeignState, StateRefused
from auth.outcomes import REFUSALS, Outcome, outcome_for
from auth.pages import page
from auth.policy import SESSIONS
from common.errors import NotFound, NotSignedIn
from common.sessions import Session
from common.tracing import trace_id
from common.web import PROBLEM_JSON, answer

CONNECT = web.AppKey("connect", Connect)
# https://www.rfc-editor.org/rfc/rfc9700#section-4.2.4
CLEAN = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


async def begin_tiktok(request: web.Request, session: Session) -> web.StreamResponse:
    """Send the user to TikTok's consent page."""
    request.app[SESSIONS].gate.check_origin(request)
    return _redirect(HTTPStatus.FOUND, await request.app[CONNECT].begin(session))


async def finish_tiktok(request: web.Request) -> web.StreamResponse:
    """Take the user back from TikTok, and on to an address without code and state."""
    query = request.query
    callback = Callback(query.get("state", ""), query.get("code", ""), query.get("error", ""))
    try:
        ending = await request.app[CONNECT].finish(await _session(request), callback)
    except (StateRefused, ForeignState) as error:
        if not _is_page_load(request):
            raise
        ending = Ending(error.kind)
    return _redirect(HTTPStatus.SEE_OTHER, _outcome_url(ending))


async def show_outcome(request: web.Request) -> web.StreamResponse:
    """Tell how connecting ended: as a page, or as JSON where that is asked for."""
    code, trace = request.match_info["code"], _trace(request)
    if code == "connected":
        return await _show_connected(request, trace)
    outcome = REFUSALS.get(code)
    if outcome is None:
        raise NotFound("There is no such outcome.")
    if _wants_json(request):
        return _as_problem(request, code, outcome)
    return page(outcome, trace, refreshes=False)


async def _show_connected(request: web.Request, trace: str) -> web.StreamResponse:
    session = await request.app[SESSIONS].recent(request)
    account = await find_account(request, session, request.query.get("account", ""))
    if _wants_json(request):
        return answer(AccountView.of(account))
    waits = account.status is Status.CONNECTING
    return page(outcome_for(account, _waited(account)), trace, refreshes=waits)


async def _session(request: web.Request) -> Session | None:
    """Give the session that comes back: its token may have expired at TikTok's page."""
    try:
        return await request.app[SESSIONS].recent(request)
    except NotSignedIn:
        return None


def _outcome_url(ending: Ending) -> str:
    account: UUID | None = ending.account_id
    query = {"account": str(account)} if account else {}
    return f"/api/auth/outcomes/{ending.code}?{urlencode({**query, 'trace': trace_id() or ''})}"


def _redirect(status: HTTPStatus, location: str) -> web.Response:
    return web.Response(status=status, headers={**CLEAN, "Location": location})


def _as_problem(request: web.Request, code: str, outcome: Outcome) -> web.Response:
    """Render an outcome as RFC 9457 has it, with the trace of the flow that ended so."""
    body = {
        "type": f"/problems/{code}",
        "title": outcome.title,
        "status": int(outcome.status),
        "detail": f"{outcome.happened} {outcome.advice}",
        "instance": request.path,
        "trace_id": _trace(request) or trace_id(),
    }
    return web.json_response(body, status=outcome.status, content_type=PROBLEM_JSON, headers=CLEAN)


def _waited(account: Account) -> float:
    asked = account.requested_at
    return (datetime.now(UTC) - asked).total_seconds() if asked else 0.0


def _trace(request: web.Request) -> str:
    given = request.query.get("trace", "")
    return given if re.fullmatch("[0-9a-f]{32}", given) else ""


def _is_page_load(request: web.Request) -> bool:
    return "text/html" in request.headers.get("Accept", "")


def _wants_json(request: web.Request) -> bool:
    return "json" in request.headers.get("Accept", "") and not _is_page_load(request)
