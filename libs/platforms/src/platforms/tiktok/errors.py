"""What may go wrong with TikTok, told apart by who must act.

TikTokError
├── RateLimited            wait
├── TokenInvalid           refresh, then once more
├── ScopeMissing           the user must consent again
├── Rejected               ours or the user's: the same request will never succeed
├── GrantRefused           the user's consent is gone, or the code is spent
├── ClientMisconfigured    our key, secret or redirect address: never the user's fault
└── TikTokDown             theirs; may pass
    ├── Unreachable        no connection was made, so nothing was sent
    └── OutcomeUnknown     it may have happened; must not be repeated blindly

Only TikTok's code and `log_id` are kept: its texts are not to be branched on
(https://developers.tiktok.com/doc/tiktok-api-v2-error-handling), and they may quote what we sent.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from platforms.tiktok.catalogue import is_known


class TikTokError(Exception):
    """Root: `code` is TikTok's or ours, `log_id` is what TikTok's support asks for."""

    outcome: ClassVar[str] = "error"

    def __init__(self, code: str, log_id: str | None = None) -> None:
        super().__init__(code if log_id is None else f"{code} (log_id {log_id})")
        self.code = code
        self.log_id = log_id

    @property
    def is_known(self) -> bool:
        """False where TikTok says something that the catalogue does not explain yet."""
        return is_known(self.code)


class RateLimited(TikTokError):
    """Too many calls; `retry_after` in seconds only where TikTok says so."""

    outcome = "rate_limited"

    def __init__(
        self, code: str, log_id: str | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(code, log_id)
        self.retry_after = retry_after


class TokenInvalid(TikTokError):
    """The access token has expired or was withdrawn; nothing was done."""

    outcome = "token_invalid"


class ScopeMissing(TikTokError):
    """The user did not grant what this call needs."""

    outcome = "scope_missing"


class Rejected(TikTokError):
    """TikTok refuses this request for good; `code` says why."""

    outcome = "rejected"


class GrantRefused(TikTokError):
    """The user refused, or the code or refresh token is no longer good."""

    outcome = "grant_refused"


class ClientMisconfigured(TikTokError):
    """Our own registration with TikTok is wrong: alert, and leave the user's account alone."""

    outcome = "client_misconfigured"


class TikTokDown(TikTokError):
    """No usable answer: a 5xx, a web page, a truncated or mistyped body, a timeout, a reset."""

    outcome = "down"


class Unreachable(TikTokDown):
    """No connection could be made, so TikTok has seen nothing."""

    outcome = "unreachable"


class OutcomeUnknown(TikTokDown):
    """A call that must not be repeated was sent, and its answer never arrived."""

    outcome = "outcome_unknown"


# https://developers.tiktok.com/doc/oauth-error-handling
OAUTH_ERRORS: Mapping[str, type[TikTokError]] = MappingProxyType(
    {
        "access_denied": GrantRefused,
        "invalid_grant": GrantRefused,
        "invalid_client": ClientMisconfigured,
        "invalid_request": ClientMisconfigured,
        "invalid_scope": ClientMisconfigured,
        "unauthorized_client": ClientMisconfigured,
        "unsupported_grant_type": ClientMisconfigured,
        "unsupported_response_type": ClientMisconfigured,
        "server_error": TikTokDown,
        "temporarily_unavailable": TikTokDown,
    }
)

# https://developers.tiktok.com/doc/tiktok-api-v2-error-handling
API_ERRORS: Mapping[str, type[TikTokError]] = MappingProxyType(
    {
        "access_token_invalid": TokenInvalid,
        "scope_not_authorized": ScopeMissing,
        "scope_permission_missed": ScopeMissing,
        "rate_limit_exceeded": RateLimited,
        "internal_error": TikTokDown,
    }
)
