"""How connecting an account may end: for each code, what happened and what to do."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from http import HTTPStatus

from auth.accounts.words import Outcome, connect_again
from auth.platform import Platform
from platforms.catalogue import Entry
from platforms.errors import (
    ClientMisconfigured,
    GrantRefused,
    OutcomeUnknown,
    PlatformError,
    RateLimited,
)

REFUSED = "refused"
"""The outcome of a platform's code that we have no words for."""
SHOWABLE = re.compile("[A-Za-z0-9_./-]{1,64}")
# Of the exchange, which is not repeated: no answer came at all, while any other is an error's.
NO_ANSWER = frozenset({"timeout", "connection_lost"})


@cache
def refusals(platform: Platform) -> Mapping[str, Outcome]:
    """Give the outcome of every code with which connecting to this platform may fail."""
    title, again = platform.title, connect_again(platform)
    return {
        **{outcome_name(known.code): _explained(platform, known) for known in platform.refusals},
        "rate_limited": _explained(platform, platform.explain("rate_limit_exceeded")),
        "no_code": Outcome(
            f"{title} sent you back without a permission",
            "Neither a code nor an error came back.",
            again,
            HTTPStatus.BAD_REQUEST,
        ),
        REFUSED: Outcome(
            f"{title} refused",
            f"{title} gave a reason that Postlog does not know.",
            again,
            HTTPStatus.BAD_REQUEST,
        ),
        "exchange_failed": Outcome(
            f"{title} is having trouble",
            f"{title} answered with an error page when Postlog asked for the permission that you"
            " gave. Nothing is wrong with your connection, and no account was connected.",
            f"Wait a minute. {again}",
            HTTPStatus.SERVICE_UNAVAILABLE,
        ),
        **_refusals_of_ours(platform),
    }


def refusal(platform: Platform, code: str, platform_code: str = "") -> Outcome | None:
    """Give the outcome of a code; the platform's own code is shown where we have no words."""
    outcome = refusals(platform).get(code)
    if outcome is None or code != REFUSED or not SHOWABLE.fullmatch(platform_code):
        return outcome
    return replace(outcome, happened=platform.explain(platform_code).sentence)


def refusal_code(platform: Platform, error: str) -> str:
    """Give the outcome of the callback's `error`, which anybody may have written."""
    if not error:
        return "no_code"
    return outcome_name(error) if _is_explained(platform, error) else REFUSED


def outcome_name(code: str) -> str:
    """Give the name of a code's outcome, which stands in a path: codes of some hold a slash."""
    return code.replace("/", "-")


def outcome_code(platform: Platform, error: PlatformError) -> str:
    """Give the outcome of a failed exchange."""
    if _is_explained(platform, error.code):
        return outcome_name(error.code)
    match error:
        case RateLimited():
            return "rate_limited"
        case OutcomeUnknown():
            return "outcome_unknown" if error.code in NO_ANSWER else "exchange_failed"
        case GrantRefused():
            return "invalid_grant"
        case ClientMisconfigured():
            return "invalid_request"
    return "server_error" if error.outcome in {"down", "unreachable"} else REFUSED


def _is_explained(platform: Platform, code: str) -> bool:
    return any(known.code == code for known in platform.refusals)


def _explained(platform: Platform, known: Entry) -> Outcome:
    """Explain by who must act, as the catalogue has it."""
    is_refused = known.retry != "after_change"
    title, status = {
        "user": (
            "You did not allow access" if is_refused else "This account cannot be connected yet",
            HTTPStatus.BAD_REQUEST,
        ),
        "renew": ("The permission had run out", HTTPStatus.BAD_REQUEST),
        "ours": ("Postlog is set up wrongly", HTTPStatus.BAD_GATEWAY),
        "theirs": (f"{platform.title} does not answer", HTTPStatus.SERVICE_UNAVAILABLE),
        "wait": (f"{platform.title} asks to wait", HTTPStatus.SERVICE_UNAVAILABLE),
    }[known.kind]
    return Outcome(title, known.sentence, known.next_step, status)


def _refusals_of_ours(platform: Platform) -> Mapping[str, Outcome]:
    """Give the outcomes of what Postlog itself refuses; the codes are the kinds of its errors."""
    title = platform.title
    return {
        "oauth-state-refused": Outcome(
            "This attempt is over",
            "It was finished already, took longer than ten minutes, or was not begun here.",
            connect_again(platform),
            HTTPStatus.BAD_REQUEST,
        ),
        "oauth-state-foreign": Outcome(
            "Begun elsewhere",
            "This attempt to connect was begun by somebody else, or in another browser.",
            f"Nothing was connected. Sign in here, open Accounts, and connect {title} there.",
            HTTPStatus.FORBIDDEN,
        ),
        "connection-link-refused": Outcome(
            "This link is over",
            "A link to connect an account works once, and for fifteen minutes.",
            "Go back to where you came from and begin again.",
            HTTPStatus.BAD_REQUEST,
        ),
        "not-signed-in": Outcome(
            "You are not signed in",
            "This browser is not signed in, or your session has ended. Nothing was begun.",
            f"Sign in and connect {title} again.",
            HTTPStatus.UNAUTHORIZED,
        ),
        "rate-limited": Outcome(
            "Too many attempts",
            "You have begun to connect an account more often than Postlog allows.",
            f"Wait up to fifteen minutes, then connect {title} again.",
            HTTPStatus.TOO_MANY_REQUESTS,
        ),
        "forbidden": Outcome(
            "Begun on another site",
            "Another site sent you here to connect an account; nothing was begun.",
            f"To connect {title}, open Accounts in Postlog and press Connect.",
            HTTPStatus.FORBIDDEN,
        ),
    }
