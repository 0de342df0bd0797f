"""A connected account as its user sees it: the user's wish, and the provider service's verdict.

The two are written by different processes, into columns of their own; what is shown is computed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from common.event import NAMESPACE


class Wish(StrEnum):
    """What the user asked for last."""

    CONNECT = "CONNECT"
    DISCONNECT = "DISCONNECT"


class Verdict(StrEnum):
    """What the provider service said last."""

    CONNECTED = "CONNECTED"
    REFUSED = "REFUSED"
    REAUTHORIZATION_REQUIRED = "REAUTHORIZATION_REQUIRED"
    DISCONNECTED = "DISCONNECTED"


class Status(StrEnum):
    """What is shown."""

    CONNECTING = "CONNECTING"
    CONNECTED = "CONNECTED"
    LIMITED = "LIMITED"
    REFUSED = "REFUSED"
    REAUTHORIZATION_REQUIRED = "REAUTHORIZATION_REQUIRED"
    DISCONNECTING = "DISCONNECTING"
    DISCONNECTED = "DISCONNECTED"


ENDED = frozenset({Verdict.DISCONNECTED, Verdict.REFUSED})
WORKING = frozenset({Status.CONNECTED, Status.LIMITED})


@dataclass(frozen=True, slots=True)
class Account:
    """A row of `accounts`. `request_id` is the event that asked last, `answered_id` the grant that
    the provider service answered last: where they differ, an answer is still awaited.
    """

    account_id: UUID
    user_id: UUID
    provider: str
    wish: Wish | None
    requested_at: datetime | None
    request_id: str | None
    answered_id: str | None
    verdict: Verdict | None
    reason: str | None
    display_name: str | None
    avatar_url: str | None
    scopes: list[str]
    expires_at: datetime | None

    @property
    def status(self) -> Status:
        """Tell where the account stands, with what is asked for and not yet answered."""
        shown = shown_status(
            self.wish, self.verdict, awaits_answer=self.request_id != self.answered_id
        )
        if shown is Status.CONNECTED and missing_features(self.provider, self.scopes):
            return Status.LIMITED
        return shown


def shown_status(
    wish: Wish | str | None, verdict: Verdict | str | None, *, awaits_answer: bool
) -> Status:
    """Combine wish and verdict; a wish stands until the provider service has answered it."""
    if wish == Wish.DISCONNECT:
        return Status(verdict) if verdict in ENDED else Status.DISCONNECTING
    if verdict is None or (wish == Wish.CONNECT and awaits_answer):
        return Status.CONNECTING
    return Status(verdict)


def account_id(provider: str, client_key: str, platform_user_id: str, user_id: UUID) -> UUID:
    """Name the account: a user's reconnect keeps its history, another user never sees it."""
    return uuid5(NAMESPACE, f"{provider}|{client_key}|{platform_user_id}|{user_id}")


@dataclass(frozen=True, slots=True)
class Feature:
    """What a scope is asked for; `without` tells a person what is missing if it was not granted."""

    scope: str
    name: str
    without: str


# https://developers.tiktok.com/doc/tiktok-api-scopes
TIKTOK_FEATURES = (
    Feature("user.info.basic", "profile", "Name and picture of the account are not shown."),
    Feature("video.publish", "publish", "Postlog cannot post to this account."),
    Feature("video.upload", "inbox", "Postlog cannot send drafts to the TikTok inbox."),
    Feature("video.list", "metrics", "Views, likes and comments of posts are not collected."),
)
FEATURES = {"tiktok": TIKTOK_FEATURES}


def missing_features(provider: str, scopes: Collection[str]) -> list[Feature]:
    """Give what the user did not allow."""
    return [feature for feature in FEATURES.get(provider, ()) if feature.scope not in scopes]
