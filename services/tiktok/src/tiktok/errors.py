"""What this service refuses, and why."""

from http import HTTPStatus

from common.errors import ServiceError


class AccountNotUsable(ServiceError):
    """The account is not connected now; the sentence says what mends it."""

    kind = "account-not-usable"
    status = HTTPStatus.CONFLICT


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


class NotCancellable(ServiceError):
    """The post is settled, or TikTok has everything already: there is nothing to cancel."""

    kind = "not-cancellable"
    status = HTTPStatus.CONFLICT


class NotRetryable(ServiceError):
    """The post is still going its way, or is published: a new attempt could post it twice."""

    kind = "not-retryable"
    status = HTTPStatus.CONFLICT


class OffsetMismatch(ServiceError):
    """The bytes do not begin where the upload stands; HEAD tells where that is."""

    kind = "upload-offset-mismatch"
    status = HTTPStatus.CONFLICT


class WriterReplaced(ServiceError):
    """Another connection has taken this upload over."""

    kind = "upload-writer-replaced"
    status = HTTPStatus.LOCKED


class UploadGone(ServiceError):
    """TikTok takes no more bytes for this post: its upload URL has expired or is unknown."""

    kind = "upload-gone"
    status = HTTPStatus.GONE


class TikTokUnavailable(ServiceError):
    """TikTok does not answer properly; the same request may succeed later."""

    kind = "tiktok-unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 10.0


class UploadTooSlow(ServiceError):
    """The bytes of a chunk came too slowly to keep memory for them."""

    kind = "upload-too-slow"
    status = HTTPStatus.REQUEST_TIMEOUT


class UploadInterrupted(ServiceError):
    """The browser's connection ended; nobody is left to hear of it but the log."""

    kind = "upload-interrupted"
    status = HTTPStatus.BAD_REQUEST


class UploadFinished(ServiceError):
    """TikTok has the whole video, or is being sent the end of it: the upload cannot be ended."""

    kind = "upload-finished"
    status = HTTPStatus.CONFLICT


class UploadTooLong(ServiceError):
    """More bytes were announced than the video has."""

    kind = "upload-too-long"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class UnknownTusVersion(ServiceError):
    """The request names no version of tus that is spoken here."""

    kind = "unknown-tus-version"
    status = HTTPStatus.PRECONDITION_FAILED


class NotUploadBytes(ServiceError):
    """A PATCH carries bytes, and says so."""

    kind = "not-upload-bytes"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
