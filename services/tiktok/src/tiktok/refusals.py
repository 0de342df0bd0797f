"""What a failed init means: whether a post may exist all the same, and what the caller is told."""

from common.errors import RateLimited, ServiceError
from platforms.tiktok import errors
from tiktok.errors import AccountNotUsable, PostRejected, TikTokUnavailable


def may_have_happened(error: errors.TikTokError) -> bool:
    """Any bad answer but a clear refusal leaves open whether TikTok has created the post."""
    is_down = isinstance(error, errors.TikTokDown)
    return is_down and not isinstance(error, errors.Unreachable)


def told_of(error: errors.TikTokError) -> ServiceError:
    """Turn a refusal into what the caller is told."""
    match error:
        case errors.RateLimited():
            return RateLimited("TikTok asks to wait.", error.retry_after or 60.0)
        case errors.TikTokDown() | errors.ClientMisconfigured():
            return TikTokUnavailable(f"TikTok could not be asked: {error.code}")
        case errors.TokenInvalid() | errors.GrantRefused():
            return AccountNotUsable("TikTok refuses the account's token; connect it again.")
        case _:
            return PostRejected(f"TikTok refused the post: {error.code}")
