"""How connecting an account may end: for each code, what happened and what to do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from types import MappingProxyType

from auth.accounts.account import WORKING, Account, Status, missing_features
from auth.notices.words import why_lost
from platforms.catalogue import Entry, Kind
from platforms.errors import (
    ClientMisconfigured,
    GrantRefused,
    OutcomeUnknown,
    PlatformError,
    RateLimited,
)
from platforms.tiktok.catalogue import CATALOGUE, OAUTH
from platforms.tiktok.codes import OAUTH_ERRORS


@dataclass(frozen=True, slots=True)
class Outcome:
    """An end, in words for a person."""

    title: str
    happened: str
    advice: str
    status: HTTPStatus = HTTPStatus.OK


AGAIN = "Go back to your accounts and connect TikTok again."
# By who must act, as the catalogue has it.
TITLES: Mapping[Kind, tuple[str, HTTPStatus]] = MappingProxyType(
    {
        "user": ("You did not allow access", HTTPStatus.BAD_REQUEST),
        "renew": ("The permission had run out", HTTPStatus.BAD_REQUEST),
        "ours": ("Postlog is set up wrongly", HTTPStatus.BAD_GATEWAY),
        "theirs": ("TikTok does not answer", HTTPStatus.SERVICE_UNAVAILABLE),
        "wait": ("TikTok asks to wait", HTTPStatus.SERVICE_UNAVAILABLE),
    }
)


def _explained(known: Entry) -> Outcome:
    title, status = TITLES[known.kind]
    return Outcome(title, known.sentence, known.next_step, status)


def _refusal(title: str, happened: str, advice: str = AGAIN) -> Outcome:
    return Outcome(title, happened, advice, HTTPStatus.BAD_REQUEST)


REFUSED_BY_TIKTOK = "refused"
REFUSALS: Mapping[str, Outcome] = MappingProxyType(
    {
        **{known.code: _explained(known) for known in OAUTH},
        "rate_limited": _explained(CATALOGUE.entry("oauth", "rate_limit_exceeded")),
        "no_code": _refusal(
            "TikTok sent you back without a permission", "Neither a code nor an error came back."
        ),
        REFUSED_BY_TIKTOK: _refusal(
            "TikTok refused", "TikTok gave a reason that Postlog does not know."
        ),
        "oauth-state-refused": _refusal(
            "This attempt is over",
            "It was finished already, took longer than ten minutes, or was not begun here.",
        ),
        "oauth-state-foreign": Outcome(
            "Begun elsewhere",
            "This attempt to connect was begun by somebody else, or in another browser.",
            "Nothing was connected. Sign in here, and connect TikTok from your own accounts.",
            HTTPStatus.FORBIDDEN,
        ),
        "connection-link-refused": _refusal(
            "This link is over",
            "A link to connect an account works once, and for fifteen minutes.",
            "Go back to where you came from and begin again.",
        ),
        "not-signed-in": Outcome(
            "You are not signed in",
            "There is no session in this browser, or it has ended; nothing was begun.",
            "Sign in and connect TikTok again.",
            HTTPStatus.UNAUTHORIZED,
        ),
        "rate-limited": Outcome(
            "Too many attempts",
            "You have begun to connect an account more often than Postlog lets anybody.",
            "Wait a little, then connect TikTok again.",
            HTTPStatus.TOO_MANY_REQUESTS,
        ),
        "forbidden": Outcome(
            "Begun on another site",
            "Another site sent you here to connect an account; nothing was begun.",
            "If it is what you want, connect TikTok from your own accounts.",
            HTTPStatus.FORBIDDEN,
        ),
    }
)
SAYABLE = re.compile("[A-Za-z0-9_.-]{1,64}")


def refusal(code: str, said: str = "") -> Outcome | None:
    """Give the outcome of a code; TikTok's own word is shown where nobody has explained it."""
    outcome = REFUSALS.get(code)
    if outcome is None or code != REFUSED_BY_TIKTOK or not SAYABLE.fullmatch(said):
        return outcome
    return replace(outcome, happened=CATALOGUE.entry("oauth", said).sentence)


def refusal_code(error: str) -> str:
    """Give the outcome of the callback's `error`, which anybody may have written."""
    if not error:
        return "no_code"
    return error if error in OAUTH_ERRORS else REFUSED_BY_TIKTOK


def outcome_of(error: PlatformError) -> str:
    """Give the outcome of a failed exchange."""
    if error.code in OAUTH_ERRORS:
        return error.code
    match error:
        case RateLimited():
            return "rate_limited"
        case OutcomeUnknown():
            return "outcome_unknown"
        case GrantRefused():
            return "invalid_grant"
        case ClientMisconfigured():
            return "invalid_request"
    return "server_error" if error.outcome in {"down", "unreachable"} else REFUSED_BY_TIKTOK


PATIENCE_SECONDS = 60
WAITING = (
    "TikTok gave its permission, and it is stored. It waits for Postlog's TikTok service to take it"
    " over, which has not answered yet. Nothing is lost: this page changes by itself."
)
REFUSED = Outcome(
    "Connected by somebody else",
    "Another user of this Postlog has connected this TikTok account.",
    "They must disconnect it first; then connect it again here.",
    HTTPStatus.CONFLICT,
)
STANDING: Mapping[Status, Outcome] = MappingProxyType(
    {
        Status.REFUSED: REFUSED,
        Status.REAUTHORIZATION_REQUIRED: Outcome(
            "Connect it again", "TikTok takes Postlog's permission no longer.", AGAIN
        ),
        Status.DISCONNECTING: Outcome(
            "Being disconnected", "You asked to disconnect this account.", "There is nothing to do."
        ),
        Status.DISCONNECTED: Outcome("Disconnected", "This account is disconnected.", AGAIN),
    }
)


def outcome_for(account: Account, waited_seconds: float) -> Outcome:
    """Tell where an account stands whose grant was issued; after a minute, what it waits for."""
    if account.status is Status.CONNECTING:
        is_overdue = waited_seconds >= PATIENCE_SECONDS
        happened = WAITING if is_overdue else "Connecting: a moment, please."
        return Outcome("Connecting", happened, "You may close this page.")
    if account.status in WORKING:
        missing = missing_features(account.provider, account.scopes)
        advice = " ".join(feature.without for feature in missing) or "You can post now."
        name = account.display_name or "Your account"
        return Outcome("Connected", f"{name} is connected.", advice)
    standing = STANDING[account.status]
    if account.status is Status.REAUTHORIZATION_REQUIRED:
        return replace(standing, happened=why_lost(account.reason or ""))
    return standing
