"""What a failed call means: whether it may have happened all the same, and what to tell."""

from accounts.calls.authorized import PAUSE_SECONDS
from common import metrics
from common.errors import RateLimited, ServiceError
from platforms import errors
from platforms.catalogue import Entry
from platforms.tiktok.catalogue import CATALOGUE, Area
from tiktok.errors import (
    AccountNotUsable,
    CannotPost,
    PostRejected,
    ScopeMissing,
    TikTokUnavailable,
)


def explained(area: Area, code: str) -> Entry:
    """Look a code up, and count one that nobody has described."""
    found = CATALOGUE.entry(area, code)
    if not found.is_known:
        metrics.UNKNOWN_CODES.labels("tiktok", area).inc()
    return found


def may_have_happened(error: errors.PlatformError) -> bool:
    """Any bad answer but a clear refusal leaves open whether TikTok has created the post."""
    is_down = isinstance(error, errors.PlatformDown)
    return is_down and not isinstance(error, errors.Unreachable)


def told_of(error: errors.PlatformError) -> ServiceError:
    """Turn a refused init into what the caller is told."""
    if isinstance(error, errors.Rejected):
        found = explained("api", error.code)
        return PostRejected(f"{found.sentence} {found.next_step}", found.retry_after)
    return told_of_call(error)


def told_of_call(error: errors.PlatformError) -> ServiceError:
    """Turn a refusal of any call into what the caller is told."""
    match error:
        case errors.RateLimited():
            return RateLimited("TikTok asks to wait.", error.retry_after or PAUSE_SECONDS)
        case errors.ScopeMissing():
            found = explained("api", error.code)
            return ScopeMissing(f"{found.sentence} {found.next_step}")
        case errors.TokenInvalid() | errors.GrantRefused():
            return AccountNotUsable("TikTok refuses the account's token; connect it again.")
        case errors.Rejected():
            found = explained("api", error.code)
            return CannotPost(f"{found.sentence} {found.next_step}", found.retry_after)
        case _:
            return TikTokUnavailable("TikTok does not answer properly; try again soon.")
