"""What this service refuses, and why."""

from http import HTTPStatus

from common.errors import ServiceError
from platforms.errors import PlatformError


class LoginNotConfigured(ServiceError):
    """The account came by an app that this installation does not name any more."""

    kind = "login-not-configured"
    status = HTTPStatus.CONFLICT


class ScopeMissing(ServiceError):
    """The account did not grant the permission that this needs; it must be connected again."""

    kind = "scope-missing"
    status = HTTPStatus.FORBIDDEN


class NotOffered(ServiceError):
    """The login by which the account was connected has no such function."""

    kind = "not-offered"
    status = HTTPStatus.FORBIDDEN


class PublishingLimitReached(ServiceError):
    """The account has no post left now, as Instagram counts; `Retry-After` may tell when."""

    kind = "publishing-limit-reached"
    status = HTTPStatus.TOO_MANY_REQUESTS


class MediaRefused(ServiceError):
    """Instagram would not take this file or address; the sentence says why, and what mends it."""

    kind = "media-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class MediaNotReady(ServiceError):
    """The uploaded file is not here as a whole, or is still being looked into."""

    kind = "media-not-ready"
    status = HTTPStatus.CONFLICT
    retry_after = 2.0


class TooMuchKept(ServiceError):
    """The user's files take all the room that one user has here; they are forgotten in time."""

    kind = "too-much-kept"
    status = HTTPStatus.CONFLICT


class AddressRefused(ServiceError):
    """The address of a stored file is not one of ours, or its time is over."""

    kind = "address-refused"
    status = HTTPStatus.FORBIDDEN


class Rejected(ServiceError):
    """Instagram refused the request, with a reason."""

    kind = "rejected"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NotRetryable(ServiceError):
    """The post is still going its way, or is published: a new attempt could post it twice."""

    kind = "not-retryable"
    status = HTTPStatus.CONFLICT


class InstagramUnavailable(ServiceError):
    """Instagram does not answer properly; the same request may succeed later."""

    kind = "instagram-unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 10.0


def quoting(error: PlatformError, refusal: ServiceError) -> ServiceError:
    """Let a refusal give Instagram's own words beside ours."""
    named = {
        "platform_code": error.code,
        "platform_message": error.said,
        "fbtrace_id": error.log_id,
    }
    refusal.members = {name: value for name, value in named.items() if value}
    return refusal
