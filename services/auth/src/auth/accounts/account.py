"""A connected account as its user sees it: the user's wish, and the provider service's verdict.

The two are written by different processes, into columns of their own; what is shown is computed.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from auth.platform import Platform
from common.event import NAMESPACE
from contracts.names import account_name


class Wish(StrEnum):
    """What the user asked for last."""

    CONNECT = "CONNECT"
    DISCONNECT = "DISCONNECT"


class Verdict(StrEnum):
    """What the provider service answered last."""

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
    the provider service answered last: where they differ, an answer is still awaited. `revoked`
    tells of one that has ended whether the platform confirmed it, and `shared` that it was not
    asked to, since other accounts stand on the same permission. `login` is the name of the login by
    which it came, of those that its platform has; None is the platform's first.
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
    username: str | None
    avatar_url: str | None
    scopes: list[str]
    expires_at: datetime | None
    revoked: bool | None = None
    shared: bool = False
    login: str | None = None

    @property
    def name(self) -> str:
        """What people read the account is called."""
        return account_name(self.provider, self.account_id, self.display_name, self.username)

    @property
    def progress(self) -> Status:
        """Combine wish and verdict, whatever the user allowed: never `LIMITED`."""
        return shown_status(
            self.wish, self.verdict, awaits_answer=self.request_id != self.answered_id
        )

    def status(self, platform: Platform) -> Status:
        """Give the status that the user sees: `LIMITED` where a feature was not allowed."""
        is_limited = self.progress is Status.CONNECTED and platform.missing(self.scopes)
        return Status.LIMITED if is_limited else self.progress


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
