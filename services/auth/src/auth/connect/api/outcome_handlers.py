"""`/api/auth/outcomes/{code}`: how connecting ended, in words for a page, or as a page."""

import re
from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from auth.accounts.account import Account, Status
from auth.accounts.handlers import AccountView, find_account, waited_seconds
from auth.connect.api.endings import CLEAN, is_page_load
from auth.connect.api.pages import page
from auth.connect.outcomes import Outcome, outcome_for, refusal
from auth.sign_in.policy import SESSIONS
from common.errors import NotFound
from common.web import answer, read_query

CONNECTED = "connected"


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


class OutcomeView(BaseModel):
    """How connecting ended, in words for a person; `account` is there where it succeeded."""

    code: str
    title: str
    happened: str
    advice: str
    trace_id: str | None
    account: AccountView | None = None


async def show_outcome(request: web.Request) -> web.StreamResponse:
    """Tell how connecting ended: as a page for a browser, else as JSON."""
    code = request.match_info["code"]
    asked = read_query(request, OutcomeQuery)
    account = await _connected(request, asked) if code == CONNECTED else None
    outcome = _outcome(code, asked, account)
    if is_page_load(request):
        waits = account is not None and account.status is Status.CONNECTING
        return page(outcome, asked.known_trace, refreshes=waits)
    return _words(code, outcome, asked, account)


async def _connected(request: web.Request, asked: OutcomeQuery) -> Account:
    session = await request.app[SESSIONS].recent(request)
    return await find_account(request, session, asked.account)


def _outcome(code: str, asked: OutcomeQuery, account: Account | None) -> Outcome:
    if account is not None:
        return outcome_for(account, waited_seconds(account))
    outcome = refusal(code, asked.said)
    if outcome is None:
        raise NotFound("There is no such outcome.")
    return outcome


def _words(
    code: str, outcome: Outcome, asked: OutcomeQuery, account: Account | None
) -> web.Response:
    """Answer 200 whatever the outcome: the words were asked for, and here they are."""
    view = OutcomeView(
        code=code,
        title=outcome.title,
        happened=outcome.happened,
        advice=outcome.advice,
        trace_id=asked.known_trace or None,
        account=AccountView.of(account) if account is not None else None,
    )
    response = answer(view, HTTPStatus.OK)
    response.headers.update(CLEAN)
    return response
