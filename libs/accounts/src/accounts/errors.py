"""Why an account cannot be used, and what the platform's refresh may say."""

from http import HTTPStatus

from common.errors import Conflict, NotFound, ServiceError, Unavailable


class AccountUnknown(NotFound):
    """There is no such connected account."""

    kind = "account-unknown"


class AccountDisconnected(Conflict):
    """The account was disconnected and its tokens are deleted."""

    kind = "account-disconnected"


class ConnectedByAnother(Conflict):
    """Another user of Postlog holds this platform user's tokens."""

    kind = "connected-by-another"


class ReauthorizationRequired(Conflict):
    """The platform no longer takes our token; `reason` says how it was lost."""

    kind = "reauthorization-required"

    def __init__(self, reason: str) -> None:
        super().__init__("Connect the account again: its access has ended")
        self.reason = reason


class TokenUnreadable(ServiceError):
    """The sealed token cannot be opened with our keys; the account waits for a new grant."""

    kind = "token-unreadable"
    status = HTTPStatus.CONFLICT


class KeyMissing(Unavailable):
    """The key that this was sealed under is not in the ring; it can be read once it is back."""

    kind = "key-missing"


class AccountNotUsable(ServiceError):
    """The account is not connected now; the sentence says what mends it."""

    kind = "account-not-usable"
    status = HTTPStatus.CONFLICT


class RefreshFailed(Unavailable):
    """The token could not be refreshed now; the account stays connected."""

    kind = "refresh-failed"


class RefreshRefused(Exception):
    """Raised by `refresh`: the platform refuses this refresh token (`invalid_grant`)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ClientRefused(Exception):
    """Raised by `refresh`: the platform refuses our app, which is never the user's fault."""
