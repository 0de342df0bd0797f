"""What this service refuses, and why."""

from http import HTTPStatus

from common.errors import ServiceError
from platforms.errors import PlatformError


class PostRejected(ServiceError):
    """TikTok refused the post, with a reason; where that passes, `Retry-After` tells when."""

    kind = "post-rejected"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class ScopeMissing(ServiceError):
    """The account did not grant the permission that this needs; it must be connected again."""

    kind = "scope-missing"
    status = HTTPStatus.FORBIDDEN


class ChoiceRefused(ServiceError):
    """The creator may not choose this at present; the creator endpoint tells what is offered."""

    kind = "choice-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class UrlOwnershipUnverified(ServiceError):
    """TikTok would not fetch this address: it is not on a verified property, or written oddly."""

    kind = "url-ownership-unverified"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class CannotPost(ServiceError):
    """TikTok does not let this creator post now: a limit of the day, or a ban."""

    kind = "cannot-post"
    status = HTTPStatus.FORBIDDEN

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class UnsupportedVideo(ServiceError):
    """TikTok takes no such file. Nothing of it was sent, and its post has failed."""

    kind = "unsupported-video"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class NotCancellable(ServiceError):
    """The post is settled, or TikTok has everything already: there is nothing to cancel."""

    kind = "not-cancellable"
    status = HTTPStatus.CONFLICT


class NotRetryable(ServiceError):
    """The post is still going its way, or is published: a new attempt could post it twice."""

    kind = "not-retryable"
    status = HTTPStatus.CONFLICT


class TikTokUnavailable(ServiceError):
    """TikTok does not answer properly; the same request may succeed later."""

    kind = "tiktok-unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 10.0


def quoting(error: PlatformError, refusal: ServiceError) -> ServiceError:
    """Let a refusal give TikTok's own words beside ours."""
    refusal.members = words_of_tiktok(error.code, error.said, error.log_id)
    return refusal


def words_of_tiktok(code: str | None, message: str | None, log_id: str | None) -> dict[str, str]:
    """Give TikTok's own words as members of a problem document."""
    named = {"platform_code": code, "platform_message": message, "log_id": log_id}
    return {name: value for name, value in named.items() if value}
