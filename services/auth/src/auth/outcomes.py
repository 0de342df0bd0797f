"""How connecting an account may end: for each code, what happened and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from auth.account import Account, Status, missing_features
from platforms.tiktok.errors import (
    ClientMisconfigured,
    GrantRefused,
    OutcomeUnknown,
    RateLimited,
    TikTokError,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An end, in words for a person."""

    title: str
    happened: str
    advice: str
    status: HTTPStatus = HTTPStatus.OK


AGAIN = "Go back to your accounts and connect TikTok again."
OURS = "This is ours to mend: tell whoever runs this Postlog, with the trace id below."


def _refusal(title: str, happened: str, advice: str = AGAIN) -> Outcome:
    return Outcome(title, happened, advice, HTTPStatus.BAD_REQUEST)


def _ours(happened: str) -> Outcome:
    return Outcome("Postlog is set up wrongly", happened, OURS, HTTPStatus.BAD_GATEWAY)


def _down(happened: str) -> Outcome:
    wait = "Wait a minute, then connect TikTok again."
    return Outcome("TikTok does not answer", happened, wait, HTTPStatus.SERVICE_UNAVAILABLE)


# The codes of https://developers.tiktok.com/doc/oauth-error-handling, then ours.
REFUSALS: Mapping[str, Outcome] = MappingProxyType(
    {
        "access_denied": _refusal(
            "You did not allow access",
            "You cancelled on TikTok's page, or TikTok does not let this account use Postlog.",
            "Nothing was connected. Connect TikTok again whenever you like.",
        ),
        "invalid_grant": _refusal(
            "The permission had run out",
            "TikTok's one-time code was used already, or was too old.",
        ),
        "invalid_client": _ours("TikTok does not accept the key or secret of this app."),
        "invalid_request": _ours("TikTok does not understand how this app asked."),
        "invalid_scope": _ours("This app asked for a permission that TikTok does not give it."),
        "unauthorized_client": _ours("TikTok does not let this app connect accounts."),
        "unsupported_grant_type": _ours("TikTok does not offer this way to connect."),
        "unsupported_response_type": _ours("TikTok does not offer this way to connect."),
        "server_error": _down("Something failed on TikTok's side."),
        "temporarily_unavailable": _down("TikTok is overloaded or being maintained."),
        "rate_limited": _down("TikTok asks to try less often."),
        "outcome_unknown": _down("The connection broke before TikTok's answer arrived."),
        "no_code": _refusal(
            "TikTok sent you back without a permission", "Neither a code nor an error came back."
        ),
        "refused": _refusal("TikTok refused", "TikTok gave a reason that Postlog does not know."),
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
    }
)


def refusal_code(error: str) -> str:
    """Give the outcome of the callback's `error`, which anybody may have written."""
    if not error:
        return "no_code"
    return error if error in REFUSALS else "refused"


def outcome_of(error: TikTokError) -> str:
    """Give the outcome of a failed exchange."""
    if error.code in REFUSALS:
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
    return "server_error" if error.outcome in {"down", "unreachable"} else "refused"


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
        happened = WAITING if waited_seconds >= 60 else "Connecting: a moment, please."
        return Outcome("Connecting", happened, "You may close this page.")
    if account.status is Status.CONNECTED:
        missing = missing_features(account.provider, account.scopes)
        advice = " ".join(feature.without for feature in missing) or "You can post now."
        name = account.display_name or "Your account"
        return Outcome("Connected", f"{name} is connected.", advice)
    return STANDING[account.status]
