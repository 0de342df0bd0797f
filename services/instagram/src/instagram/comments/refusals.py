"""What a failed call about a comment means: whether it had an effect, and what users are told."""

from accounts.calls.authorized import PAUSE_SECONDS
from accounts.errors import AccountNotUsable
from common.errors import RateLimited, ServiceError
from instagram.errors import (
    InstagramUnavailable,
    Rejected,
    ScopeMissing,
    quoting,
)
from platforms import errors
from platforms.instagram.catalogue import CATALOGUE

# The comment is made, and then the answer's form is refused; and a suspicion of spam, after which
# a post was found live all the same.
MADE_ALL_THE_SAME = frozenset({"20/1772107", "4/2207051"})


def may_have_happened(error: errors.PlatformError) -> bool:
    """Tell whether an answer may stand at Instagram: after all but a clear refusal it may."""
    is_down = isinstance(error, errors.PlatformDown)
    is_lost = is_down and not isinstance(error, errors.Unreachable)
    return is_lost or error.code in MADE_ALL_THE_SAME


def refusal_of(error: errors.PlatformError) -> ServiceError:
    """Give what the user is told of a refused call, with Instagram's own words beside ours."""
    return quoting(error, _refusal_of(error))


def _refusal_of(error: errors.PlatformError) -> ServiceError:
    match error:
        case errors.RateLimited():
            return RateLimited("Instagram asks to wait.", error.retry_after or PAUSE_SECONDS)
        case errors.ScopeMissing():
            return ScopeMissing(CATALOGUE.entry("api", error.code).advice)
        case errors.TokenInvalid() | errors.GrantRefused():
            return AccountNotUsable("Instagram refuses the account's token; connect it again.")
        case errors.Rejected():
            return Rejected(CATALOGUE.entry("api", error.code).advice)
        case _:
            return InstagramUnavailable("Instagram does not answer properly; try again soon.")
