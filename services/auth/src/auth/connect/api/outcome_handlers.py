"""`/api/auth/outcomes/{code}`: how connecting ended, in words for a page, or as a page."""

import re
from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from auth.accounts.account import Account, Status
from auth.accounts.handlers import AccountView, find_account, view_of, waited_seconds
from auth.accounts.words import Outcome, outcome_for
from auth.app_keys import PLATFORMS
from auth.connect.api.endings import CLEAN, is_page_load
from auth.connect.api.outcome_page import render_outcome
from auth.connect.outcomes import refusal
from auth.platform import Platforms
from auth.sign_in.policy import SESSIONS
from common.errors import NotFound
from common.web import answer, read_query

CONNECTED = "connected"


class OutcomeQuery(BaseModel):
    """Which account was connected, or which platform refused with which code of its own.

    `trace` is the flow's trace id. Without a `provider` the first platform is meant.
    """

    model_config = ConfigDict(extra="forbid")

    account: str = ""
    provider: str = ""
    said: str = ""
    trace: str = ""

    @property
    def known_trace(self) -> str:
        """The trace id, or nothing where the text is none."""
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
    outcome = _outcome(request.app[PLATFORMS], code, asked, account)
    if is_page_load(request):
        waits = account is not None and account.progress is Status.CONNECTING
        return render_outcome(outcome, asked.known_trace, refreshes=waits)
    view = OutcomeView(
        code=code,
        title=outcome.title,
        happened=outcome.happened,
        advice=outcome.advice,
        trace_id=asked.known_trace or None,
        account=view_of(request, account) if account is not None else None,
    )
    response = answer(view, HTTPStatus.OK)  # whatever the outcome: the words were asked for
    response.headers.update(CLEAN)
    return response


async def _connected(request: web.Request, asked: OutcomeQuery) -> Account:
    session = await request.app[SESSIONS].recent(request)
    return await find_account(request, session, asked.account)


def _outcome(
    platforms: Platforms, code: str, asked: OutcomeQuery, account: Account | None
) -> Outcome:
    if account is not None:
        platform = platforms.of(account.provider)
        return outcome_for(account, platform, waited_seconds(account))
    platform = platforms.find(asked.provider) or platforms.first
    outcome = refusal(platform, code, asked.said)
    if outcome is None:
        raise NotFound("There is no such outcome.")
    return outcome
