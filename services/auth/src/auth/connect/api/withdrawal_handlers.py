"""A platform's own calls about people who withdraw, and the page that says what was deleted."""

from datetime import datetime
from typing import Literal
from urllib.parse import parse_qs

from aiohttp import web
from pydantic import BaseModel
from yarl import URL

from auth.accounts.withdrawals import Deletion
from auth.accounts.words import Outcome
from auth.app_keys import PLATFORMS
from auth.connect.api.endings import CLEAN, is_page_load
from auth.connect.api.host_handlers import PUBLIC_URL
from auth.connect.api.outcome_page import render_outcome
from auth.connect.withdrawing import Withdrawing
from auth.platform import Platform
from common.endpoints import Handler
from common.web import answer

WITHDRAWING = web.AppKey("withdrawing", Withdrawing)
KEPT = (
    "Posts stay where they were published, and in the history of the person who posted them with"
    " Postlog: ask whoever runs this Postlog to have them removed there."
)


class Heard(BaseModel):
    """The platform's call was understood."""

    ok: Literal[True] = True


class DeletionRequested(BaseModel):
    """Where the person can see what became of their wish, and the code that names it."""

    url: str
    confirmation_code: str


class DeletionView(BaseModel):
    """What was deleted; `completed_at` is null as long as an account has not ended yet."""

    confirmation_code: str
    provider: str
    requested_at: datetime
    completed_at: datetime | None
    accounts: int
    title: str
    happened: str
    advice: str


def deauthorize(platform: Platform) -> Handler:
    """Make the handler of a platform's call that a person has removed the app."""

    async def hear(request: web.Request) -> web.StreamResponse:
        await request.app[WITHDRAWING].deauthorize(platform.name, await _signed(request))
        return answer(Heard())

    return _operation(
        hear,
        f"deauthorize_{platform.name}",
        f"Take {platform.title}'s word that a person has removed the app: their accounts are"
        " checked.",
    )


def delete_data(platform: Platform) -> Handler:
    """Make the handler of a platform's call that a person wants their data deleted."""

    async def hear(request: web.Request) -> web.StreamResponse:
        code = await request.app[WITHDRAWING].delete(platform.name, await _signed(request))
        url = URL(request.app[PUBLIC_URL]).with_path(f"/api/auth/data-deletions/{code}")
        return answer(DeletionRequested(url=str(url), confirmation_code=code))

    return _operation(
        hear,
        f"delete_{platform.name}_data",
        f"Take {platform.title}'s word that a person wants their data deleted: their accounts end.",
    )


async def show_deletion(request: web.Request) -> web.StreamResponse:
    """Tell what was deleted, and when: as a page for a browser, else as JSON."""
    deletion = await request.app[WITHDRAWING].find_deletion(request.match_info["code"])
    outcome = _words(deletion, request.app[PLATFORMS].of(deletion.provider))
    if is_page_load(request):
        return render_outcome(outcome, "", refreshes=False)
    view = DeletionView(
        confirmation_code=deletion.code,
        provider=deletion.provider,
        requested_at=deletion.received_at,
        completed_at=deletion.completed_at,
        accounts=deletion.accounts,
        title=outcome.title,
        happened=outcome.happened,
        advice=outcome.advice,
    )
    response = answer(view)
    response.headers.update(CLEAN)
    return response


def _words(deletion: Deletion, platform: Platform) -> Outcome:
    asked = f"On {_day(deletion.received_at)} you asked {platform.title} for it."
    if deletion.completed_at is None:
        return Outcome(
            "Your data is being deleted",
            f"{asked} Names, pictures and unfinished connections were deleted at once; Postlog is"
            " ending its access to your accounts, and deletes its keys to them within a day.",
            KEPT,
        )
    if not deletion.accounts:
        return Outcome(
            "Your data is deleted",
            f"{asked} Postlog had no access to an account of yours any more; what was left of"
            " names, pictures and unfinished connections was deleted then.",
            KEPT,
        )
    what = "account" if deletion.accounts == 1 else f"{deletion.accounts} accounts"
    return Outcome(
        "Your data is deleted",
        f"{asked} Names, pictures and unfinished connections were deleted then. On"
        f" {_day(deletion.completed_at)} Postlog's access to your {what} had ended, and its keys"
        " were deleted.",
        KEPT,
    )


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


async def _signed(request: web.Request) -> str:
    """Give the form's `signed_request`; without one it is no platform's."""
    form = parse_qs((await request.read()).decode(errors="replace"))
    return form.get("signed_request", [""])[0]


def _operation(handler: Handler, name: str, does: str) -> Handler:
    handler.__name__, handler.__doc__ = name, does
    return handler
