"""What may go wrong with a call to a platform, told apart by who must act.

PlatformError
├── RateLimited            wait
├── TokenInvalid           refresh the token, then call once more
├── ScopeMissing           the user must consent again
├── Rejected               ours or the user's: the same request will never succeed
├── GrantRefused           the user's consent is gone, or the code is spent
├── ClientMisconfigured    our app's key, secret or redirect address: never the user's fault
└── PlatformDown           theirs; may pass
    ├── Unreachable        no connection was made, so nothing was sent
    └── OutcomeUnknown     it may have happened; must not be repeated blindly

Decide by the code alone: the platform's own sentence may change, and may quote what we sent. `said`
is what of it may be kept and shown.
"""

from typing import ClassVar

from platforms.quoting import quoted


class PlatformError(Exception):
    """Root: `code` is the platform's or ours; `log_id` is what the platform's support asks for.

    `message` is the platform's own sentence as it came; neither `str` nor `repr` shows it.
    """

    outcome: ClassVar[str] = "error"

    def __init__(self, code: str, log_id: str | None = None, *, message: str = "") -> None:
        super().__init__(code if log_id is None else f"{code} (log_id {log_id})")
        self.code = code
        self.log_id = log_id
        self.message = message

    @property
    def said(self) -> str:
        """The platform's own sentence, as it may be kept and shown; empty where it gave none."""
        return quoted(self.message)


class RateLimited(PlatformError):
    """Too many calls; `retry_after` in seconds only where the platform names it."""

    outcome = "rate_limited"

    def __init__(
        self,
        code: str,
        log_id: str | None = None,
        retry_after: float | None = None,
        *,
        message: str = "",
    ) -> None:
        super().__init__(code, log_id, message=message)
        self.retry_after = retry_after


class TokenInvalid(PlatformError):
    """The access token has expired or was withdrawn; nothing was done."""

    outcome = "token_invalid"


class ScopeMissing(PlatformError):
    """The user did not grant what this call needs."""

    outcome = "scope_missing"


class Rejected(PlatformError):
    """The platform refuses this request for good; `code` says why."""

    outcome = "rejected"


class GrantRefused(PlatformError):
    """The user refused, or the code or refresh token is no longer good."""

    outcome = "grant_refused"


class ClientMisconfigured(PlatformError):
    """Our own registration with the platform is wrong: alert, and leave the account alone."""

    outcome = "client_misconfigured"


class PlatformDown(PlatformError):
    """No usable answer: a 5xx, a web page, a truncated or mistyped body, a timeout, a reset."""

    outcome = "down"


class Unreachable(PlatformDown):
    """No connection could be made, so the platform has seen nothing."""

    outcome = "unreachable"


class OutcomeUnknown(PlatformDown):
    """A call that must not be repeated was sent, and its answer never arrived."""

    outcome = "outcome_unknown"
