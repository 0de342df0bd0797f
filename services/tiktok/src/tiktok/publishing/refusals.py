"""What a failed call means: whether it may have created the post, and what the caller is told."""

from datetime import UTC, datetime

from accounts.calls.authorized import PAUSE_SECONDS
from common.errors import RateLimited, ServiceError
from common.idempotency import StillInProgress
from platforms import errors
from platforms.catalogue import Entry
from tiktok.errors import (
    AccountNotUsable,
    CannotPost,
    PostRejected,
    ScopeMissing,
    TikTokUnavailable,
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
    if isinstance(error, errors.Rejected):
        found = explained("api", error.code)
        sentence = f"{_photo_named_in(error.message, request)}{_sentence(found)}"
        return _quoting(error, PostRejected(sentence, found.retry_after))
    return refusal_of_call(error)


def refusal_of_call(error: errors.PlatformError) -> ServiceError:
    """Give what the caller is told of any refused call, with TikTok's own words beside ours."""
    return _quoting(error, _refusal_of_call(error))


def _refusal_of_call(error: errors.PlatformError) -> ServiceError:
    match error:
        case errors.RateLimited():
            return RateLimited("TikTok asks to wait.", error.retry_after or PAUSE_SECONDS)
        case errors.ScopeMissing():
            return ScopeMissing(_sentence(explained("api", error.code)))
        case errors.TokenInvalid() | errors.GrantRefused():
            return AccountNotUsable("TikTok refuses the account's token; connect it again.")
        case errors.Rejected():
            found = explained("api", error.code)
            return CannotPost(_sentence(found), found.retry_after)
        case _:
            return TikTokUnavailable("TikTok does not answer properly; try again soon.")


def no_status(error: errors.PlatformError) -> ServiceError:
    """Give what the caller is told where TikTok gives no status of a post."""
    found = explained("api", error.code)
    return _quoting(error, TikTokUnavailable(f"TikTok gave no status. {_sentence(found)}"))


def check_begun(post: PostView) -> None:
    """Let a post be given again that was begun before; a refusal is raised again.

    Raises `StillInProgress` while TikTok has not answered, and `PostRejected`.
    """
    if post.status == "INIT_ATTEMPTED":
        raise StillInProgress("TikTok has not answered the first request yet.")
    if post.status == "INIT_REJECTED":
        refusal = PostRejected(" ".join(words_of(post, datetime.now(UTC))))
        refusal.members = _members(post.fail_reason, post.platform_message, post.log_id)
        raise refusal


def _photo_named_in(message: str, request: AnyRequest) -> str:
    """Say which of several photos TikTok's sentence is about; the longest address that fits."""
    named = [(len(one), n) for n, one in enumerate(request.addresses, 1) if one in message]
    if len(request.addresses) < 2 or not named:
        return ""
    return f"Photo {max(named)[1]}: "


def _quoting(error: errors.PlatformError, refusal: ServiceError) -> ServiceError:
    refusal.members = _members(error.code, error.said, error.log_id)
    return refusal


def _members(code: str | None, message: str | None, log_id: str | None) -> dict[str, str]:
    named = {"platform_code": code, "platform_message": message, "log_id": log_id}
    return {name: value for name, value in named.items() if value}


def _sentence(found: Entry) -> str:
    return f"{found.sentence} {found.next_step}"
