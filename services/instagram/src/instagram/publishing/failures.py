"""What a failed call means for a post: to wait, to try again, or to end: pure."""

from datetime import timedelta

from accounts.errors import AccountDisconnected, AccountUnknown
from common.errors import RateLimited, ServiceError
from instagram.errors import LoginNotConfigured, MediaRefused
from instagram.posts.patience import MOST_FAILED_CALLS, RECONNECT_AWAITED, may_be_made_anew
from instagram.posts.post import Post, Refusal
from platforms import errors
from platforms.instagram.catalogue import CATALOGUE

MINUTE = timedelta(minutes=1)
# The account is gone, or the file.
ENDED = (AccountDisconnected, AccountUnknown, LoginNotConfigured, MediaRefused)
# After these the post may be live all the same.
AMBIGUOUS = frozenset({"4/2207051", "20/1772107"})


def refusal_of(error: errors.PlatformError | ServiceError) -> Refusal:
    """Keep what was said against a call."""
    if isinstance(error, ServiceError):
        return Refusal(error.kind)
    return Refusal(error.code, error.said, error.log_id)


def is_clear(error: errors.PlatformError) -> bool:
    """Tell an answer of the call that publishes by which it did nothing, so far as is known."""
    if isinstance(error, errors.Unreachable):
        return True
    is_known = CATALOGUE.is_known(error.code) and error.code not in AMBIGUOUS
    return is_known and not isinstance(error, errors.PlatformDown)


def is_final(error: errors.PlatformError | ServiceError) -> bool:
    """Tell what ends a post that is only prepared, where there is nothing to wait for."""
    return isinstance(error, ServiceError | errors.ScopeMissing | errors.ClientMisconfigured)


def wait_after(error: errors.PlatformError | ServiceError) -> timedelta | None:
    """Say how long to wait where it is not the post that was refused; None where it was.

    An account that must be connected again is awaited: its user may do so.
    """
    match error:
        case RateLimited():
            return timedelta(seconds=error.retry_after or MINUTE.total_seconds())
        case ServiceError():
            return None if isinstance(error, ENDED) else RECONNECT_AWAITED
        case errors.RateLimited():
            return _after_limit(error)
        case errors.TokenInvalid() | errors.GrantRefused():
            return RECONNECT_AWAITED
        case _:
            return None


def _after_limit(error: errors.RateLimited) -> timedelta | None:
    entry = CATALOGUE.entry("api", error.code)
    if entry.kind == "user":
        return None
    return timedelta(seconds=error.retry_after or entry.retry_after or MINUTE.total_seconds())


def may_pass(error: errors.PlatformError | ServiceError, post: Post) -> bool:
    """Tell a call that failed for no reason of the post's, and has not failed too often."""
    is_theirs = isinstance(error, errors.PlatformDown) and not may_be_made_anew(error.code, 1)
    return is_theirs and post.tries + 1 < MOST_FAILED_CALLS
