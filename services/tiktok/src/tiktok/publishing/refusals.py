"""What a failed call means: whether it may have created the post, and what the caller is told."""

from datetime import UTC, datetime

from accounts.calls.authorized import PAUSE_SECONDS
from common.errors import RateLimited, ServiceError
from common.idempotency import StillInProgress
from platforms import errors
from tiktok.errors import (
    AccountNotUsable,
    CannotPost,
    PostRejected,
    ScopeMissing,
    TikTokUnavailable,
)
from tiktok.posts.view import PostView
from tiktok.posts.words import explained, words_of


def may_have_happened(error: errors.PlatformError) -> bool:
    """Tell whether TikTok may have created the post: after all but a clear refusal it may."""
    is_down = isinstance(error, errors.PlatformDown)
    return is_down and not isinstance(error, errors.Unreachable)


def refusal_of_init(error: errors.PlatformError) -> ServiceError:
    """Give what the caller is told of a refused init."""
    if isinstance(error, errors.Rejected):
        found = explained("api", error.code)
        return PostRejected(f"{found.sentence} {found.next_step}", found.retry_after)
    return refusal_of_call(error)


def refusal_of_call(error: errors.PlatformError) -> ServiceError:
    """Give what the caller is told of any refused call."""
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


def check_begun(post: PostView) -> None:
    """Let a post be given again that was begun before; a refusal is raised again.

    Raises `StillInProgress` while TikTok has not answered, and `PostRejected`.
    """
    if post.status == "INIT_ATTEMPTED":
        raise StillInProgress("TikTok has not answered the first request yet.")
    if post.status == "INIT_REJECTED":
        raise PostRejected(" ".join(words_of(post, datetime.now(UTC))))
