"""How an account stands, in sentences for its user."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from auth.accounts.account import WORKING, Account, Status
from auth.platform import Platform

PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened and what to do about it, for a person; `status` is that of a page."""

    title: str
    happened: str
    advice: str
    status: HTTPStatus = HTTPStatus.OK


def outcome_for(account: Account, platform: Platform, waited_seconds: float) -> Outcome:
    """Explain the account's status; after a minute of waiting, also what it waits for."""
    status = account.status(platform)
    if status is Status.CONNECTING:
        is_overdue = waited_seconds >= PATIENCE_SECONDS
        happened = waiting_for(platform) if is_overdue else "Postlog is connecting your account."
        return Outcome("Connecting", happened, "You may close this page.")
    if status in WORKING:
        missing = platform.missing(account.scopes)
        advice = " ".join(feature.without for feature in missing) or "You can post now."
        return Outcome("Connected", f"{account.name} is connected.", advice)
    outcome = not_working(platform)[status]
    if status is Status.REAUTHORIZATION_REQUIRED:
        return replace(outcome, happened=why_lost(platform, account.reason or ""))
    return outcome


def waiting_for(platform: Platform) -> str:
    """Say what an account that is still connecting waits for."""
    title = platform.title
    return (
        f"{title} gave its permission. Postlog's {title} service is still setting up the account."
        " Nothing is lost; this page updates automatically."
    )


def connect_again(platform: Platform) -> str:
    """Say how to begin again."""
    return f"Go back to your accounts and connect {platform.title} again."


def why_lost(platform: Platform, reason: str) -> str:
    """Say why only the user can mend it: the platform's reason where it is about consent."""
    known = platform.explain(reason)
    if known.is_known and known.kind == "renew":
        return known.sentence
    return f"{platform.title} no longer accepts Postlog's permission."


def not_working(platform: Platform) -> Mapping[Status, Outcome]:
    """Give the outcome of each status in which the account cannot be used."""
    again = connect_again(platform)
    return {
        Status.REFUSED: Outcome(
            "Connected by somebody else",
            f"Another user of this Postlog has connected this {platform.title} account.",
            "They must disconnect it first. Then you can connect it here.",
            HTTPStatus.CONFLICT,
        ),
        Status.REAUTHORIZATION_REQUIRED: Outcome("Connect it again", why_lost(platform, ""), again),
        Status.DISCONNECTING: Outcome(
            "Being disconnected", "You asked to disconnect this account.", "There is nothing to do."
        ),
        Status.DISCONNECTED: Outcome("Disconnected", "This account is disconnected.", again),
    }
