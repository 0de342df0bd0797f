"""Graph's error codes, and what each does to a call; a code is `190` or, with a subcode, `190/463`.

https://developers.facebook.com/docs/graph-api/guides/error-handling
https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/error-codes
"""

from collections.abc import Mapping
from types import MappingProxyType

from platforms.errors import (
    ClientMisconfigured,
    GrantRefused,
    PlatformDown,
    PlatformError,
    RateLimited,
    Rejected,
    ScopeMissing,
    TokenInvalid,
)

OBJECT_MISSING = "100/33"  # it does not exist, or this token may not see it: both look the same
BEFORE_CONVERSION = "100/2108006"  # a medium from before the account became professional

BY_CODE: Mapping[int, type[PlatformError]] = MappingProxyType(
    {
        -2: PlatformDown,
        -1: PlatformDown,
        1: PlatformDown,
        2: PlatformDown,
        3: ClientMisconfigured,
        4: RateLimited,
        9: RateLimited,
        10: ScopeMissing,
        17: RateLimited,
        32: RateLimited,
        101: ClientMisconfigured,
        102: TokenInvalid,
        190: TokenInvalid,
        341: RateLimited,
        613: RateLimited,
        80001: RateLimited,
        80002: RateLimited,
        **dict.fromkeys(range(200, 300), ScopeMissing),
    }
)
# Where a subcode means something else than its code does.
BY_SUBCODE: Mapping[tuple[int, int], type[PlatformError]] = MappingProxyType(
    {
        (-2, 2207020): Rejected,  # the container has expired
        (-1, 2207032): Rejected,  # it could not be made: another one may
        (-1, 2207053): Rejected,
        (-1, 2207073): Rejected,  # this kind of medium cannot be deleted
        (1, 2207057): Rejected,
        (10, 2018278): Rejected,  # a message after its time: no permission would help
        (24, 2207006): Rejected,
        (100, 36007): GrantRefused,
        (100, 36008): ClientMisconfigured,
        (100, 36009): GrantRefused,
    }
)


def kind_of(code: int, subcode: int | None, is_transient: bool) -> type[PlatformError]:
    """Tell what an error does to a call; `is_transient` decides about codes that nobody knows."""
    found = BY_SUBCODE.get((code, subcode or 0)) or BY_CODE.get(code)
    if found is not None:
        return found
    return PlatformDown if is_transient else Rejected
