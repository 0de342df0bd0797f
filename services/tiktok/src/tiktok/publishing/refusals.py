"""What a failed call means: whether it may have created the post, and what the caller is told."""

from collections.abc import Sequence
from datetime import UTC, datetime

from accounts.calls.authorized import PAUSE_SECONDS
from accounts.errors import AccountNotUsable
from common.errors import RateLimited, ServiceError
from common.idempotency import StillInProgress
from platforms import errors
from platforms.quoting import quoted
from tiktok.errors import (
    CannotPost,
    PostRejected,
    ScopeMissing,
    TikTokUnavailable,
    quoting,
    words_of_tiktok,
)
from tiktok.posts.requests import AnyRequest
from tiktok.posts.view import PostView
from tiktok.posts.words import explained, words_of


def may_have_happened(error: errors.PlatformError) -> bool:
    """Tell whether TikTok may have created the post: after all but a clear refusal it may."""
    is_down = isinstance(error, errors.PlatformDown)
    return is_down and not isinstance(error, errors.Unreachable)


def refusal_of_init(error: errors.PlatformError, request: AnyRequest) -> ServiceError:
    """Give what the caller is told of a refused init; a photo that TikTok names has its number."""
    if not isinstance(error, errors.Rejected):
        return refusal_of_call(error)
    found, numbers = explained("api", error.code), _numbers_in(error.message, request.addresses)
    which = f"Photo {min(numbers)}: " if numbers and len(request.addresses) > 1 else ""
    refusal = PostRejected(f"{which}{found.advice}", found.retry_after)
    said = error.message
    for number, address in numbers.items():
        said = said.replace(address, f"address {number}")
    refusal.members = words_of_tiktok(error.code, quoted(said), error.log_id)
    return refusal


def refusal_of_call(error: errors.PlatformError) -> ServiceError:
    """Give what the caller is told of any refused call, with TikTok's own words beside ours."""
    return quoting(error, _refusal_of_call(error))


def _refusal_of_call(error: errors.PlatformError) -> ServiceError:
    match error:
        case errors.RateLimited():
            return RateLimited("TikTok asks to wait.", error.retry_after or PAUSE_SECONDS)
        case errors.ScopeMissing():
            return ScopeMissing(explained("api", error.code).advice)
        case errors.TokenInvalid() | errors.GrantRefused():
            return AccountNotUsable("TikTok refuses the account's token; connect it again.")
        case errors.Rejected():
            found = explained("api", error.code)
            return CannotPost(found.advice, found.retry_after)
        case _:
            return TikTokUnavailable("TikTok does not answer properly; try again soon.")


def check_begun(post: PostView) -> None:
    """Let a post be given again that was begun before; a refusal is raised again.

    Raises `StillInProgress` while TikTok has not answered, and `PostRejected`.
    """
    if post.status == "INIT_ATTEMPTED":
        raise StillInProgress("TikTok has not answered the first request yet.")
    if post.status == "INIT_REJECTED":
        refusal = PostRejected(" ".join(words_of(post, datetime.now(UTC))))
        refusal.members = words_of_tiktok(post.fail_reason, post.platform_message, post.log_id)
        raise refusal


def _numbers_in(message: str, addresses: Sequence[str]) -> dict[int, str]:
    """Find which of these addresses TikTok's sentence names, the longest first."""
    named = {n: address for n, address in enumerate(addresses, 1) if address in message}
    return dict(sorted(named.items(), key=lambda found: -len(found[1])))
