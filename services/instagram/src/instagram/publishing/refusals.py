"""What a caller is told of a call to Instagram that failed while the caller waits."""

from accounts.errors import AccountNotUsable
from common.errors import ServiceError
from instagram.errors import (
    InstagramUnavailable,
    NotOffered,
    PublishingLimitReached,
    Rejected,
    ScopeMissing,
    quoting,
)
from instagram.posts.words import explained
from platforms import errors


def refusal_of_call(error: errors.PlatformError) -> ServiceError:
    """Give the refusal, with Instagram's own words beside ours."""
    return quoting(error, _refusal_of_call(error))


def _refusal_of_call(error: errors.PlatformError) -> ServiceError:
    found = explained(error.code)
    match error:
        case errors.RateLimited():
            refusal: ServiceError = PublishingLimitReached(found.advice)
            refusal.retry_after = error.retry_after or found.retry_after
            return refusal
        case errors.TokenInvalid() | errors.GrantRefused():
            return AccountNotUsable(found.advice)
        case errors.ScopeMissing():
            return ScopeMissing(found.advice)
        case errors.Rejected() if error.code.startswith("no_"):
            return NotOffered(found.advice)
        case errors.Rejected():
            return Rejected(found.advice)
        case _:
            return InstagramUnavailable("Instagram does not answer properly; try again soon.")
