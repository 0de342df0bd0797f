"""How an account stands, in sentences for its user."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from auth.accounts.account import WORKING, Account, Status
from auth.platform import Feature, Platform

PATIENCE_SECONDS = 60
HISTORY = "Reconnect the account; its history is kept."
UNEXPLAINED = ("The account was disconnected, but not by you in Postlog.", HISTORY)
WITHDRAWN: Mapping[str, tuple[str, str]] = {
    "user_disconnected": (
        "Postlog was removed from this account in {title}.",
        f"If you want to use it here: {HISTORY[0].lower()}{HISTORY[1:]}",
    ),
    "account_deleted": (
        "This account was deleted at {title}.",
        "If it comes back there, connect it again; its history is kept.",
    ),
    "age_changed": (
        "{title} ended Postlog's access because the age of the account's owner was changed.",
        "Check the {title} app for what the account may do now, then connect it again.",
    ),
    "account_banned": (
        "{title} has banned this account.",
        "Check the {title} app for the reason and for a way to appeal.",
    ),
    "developer_revoked": (
        "Postlog's access to this account was ended by the people who run this app.",
        HISTORY,
    ),
}
"""What is said of a withdrawal, by its name in `accounts.AccountDisconnected`."""


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
        refused = [feature.without for feature in platform.missing(account.scopes)]
        closed = [without(platform, feature) for feature in platform.not_asked(account.scopes)]
        advice = " ".join(refused + closed) or "You can post now."
        return Outcome("Connected", f"{account.name} is connected.", advice)
    outcome = not_working(platform)[status]
    if status is Status.REAUTHORIZATION_REQUIRED:
        return replace(outcome, happened=why_lost(platform, account.reason or ""))
    return _ended(account, platform, outcome) if status is Status.DISCONNECTED else outcome


def without(platform: Platform, feature: Feature) -> str:
    """Say what does not work here for anybody, since the platform is not asked for it."""
    return f"{feature.without} This Postlog does not ask {platform.title} for that permission."


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


def _ended(account: Account, platform: Platform, outcome: Outcome) -> Outcome:
    """Say why an account ended, and whether the platform has confirmed it."""
    reason = account.reason or ""
    if reason in WITHDRAWN:
        happened, advice = withdrawn(platform, reason)
        return replace(outcome, happened=happened, advice=advice)
    if reason != "user_request" or account.revoked is None:
        return outcome
    if account.revoked:
        return replace(outcome, happened=f"Disconnected; {platform.title} confirmed it.")
    if account.shared:
        return replace(
            outcome,
            happened=f"Disconnected. {platform.title}'s permission stays, since other accounts"
            " here need it.",
        )
    place = f": {platform.apps_at}" if platform.apps_at else ""
    return replace(
        outcome,
        happened=f"Postlog has forgotten the tokens; {platform.title} did not confirm the end.",
        advice=f"To be sure, remove the app in {platform.title}{place}.",
    )


def withdrawn(platform: Platform, reason: str) -> tuple[str, str]:
    """Say why the platform withdrew the access, and what to do."""
    happened, advice = WITHDRAWN.get(reason, UNEXPLAINED)
    return happened.format(title=platform.title), advice.format(title=platform.title)


def not_working(platform: Platform) -> Mapping[Status, Outcome]:
    """Give the outcome of each status in which the account cannot be used."""
    return {
        Status.REFUSED: Outcome(
            "Connected by somebody else",
            f"Another user of this Postlog has connected this {platform.title} account.",
            "They must disconnect it first. Then you can connect it here.",
            HTTPStatus.CONFLICT,
        ),
        Status.REAUTHORIZATION_REQUIRED: Outcome("Reconnect it", why_lost(platform, ""), HISTORY),
        Status.DISCONNECTING: Outcome(
            "Being disconnected", "You asked to disconnect this account.", "There is nothing to do."
        ),
        Status.DISCONNECTED: Outcome("Disconnected", "This account is disconnected.", HISTORY),
    }
