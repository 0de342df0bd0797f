"""TikTok's error codes, and what each does to a call."""

from collections.abc import Mapping
from types import MappingProxyType

from platforms.errors import (
    ClientMisconfigured,
    GrantRefused,
    PlatformDown,
    PlatformError,
    RateLimited,
    ScopeMissing,
    TokenInvalid,
)

# https://developers.tiktok.com/doc/oauth-error-handling
OAUTH_ERRORS: Mapping[str, type[PlatformError]] = MappingProxyType(
    {
        "access_denied": GrantRefused,
        "invalid_grant": GrantRefused,
        "invalid_client": ClientMisconfigured,
        "invalid_request": ClientMisconfigured,
        "invalid_scope": ClientMisconfigured,
        "unauthorized_client": ClientMisconfigured,
        "unsupported_grant_type": ClientMisconfigured,
        "unsupported_response_type": ClientMisconfigured,
        "server_error": PlatformDown,
        "temporarily_unavailable": PlatformDown,
    }
)

# https://developers.tiktok.com/doc/tiktok-api-v2-error-handling
API_ERRORS: Mapping[str, type[PlatformError]] = MappingProxyType(
    {
        "access_token_invalid": TokenInvalid,
        "scope_not_authorized": ScopeMissing,
        "scope_permission_missed": ScopeMissing,
        "rate_limit_exceeded": RateLimited,
        "internal_error": PlatformDown,
    }
)
