"""What this service refuses, and why."""

from http import HTTPStatus

from common.errors import ServiceError


class AccountNotUsable(ServiceError):
    """The account is not connected now; the sentence says what mends it."""

    kind = "account-not-usable"
    status = HTTPStatus.CONFLICT


class PostRejected(ServiceError):
    """TikTok refused the post; the message ends in TikTok's code."""

    kind = "post-rejected"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class KeyReused(ServiceError):
    """This idempotency key was used for another request."""

    kind = "idempotency-key-reused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class StillInProgress(ServiceError):
    """The first request with this key is not answered yet."""

    kind = "still-in-progress"
    status = HTTPStatus.CONFLICT
    retry_after = 2.0


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
