"""What an upload's address refuses, and why."""

from http import HTTPStatus

from common.errors import ServiceError


class UnknownTusVersion(ServiceError):
    """The request names no version of tus that is spoken here."""

    kind = "unknown-tus-version"
    status = HTTPStatus.PRECONDITION_FAILED


class NotUploadBytes(ServiceError):
    """The content type of a PATCH is not `application/offset+octet-stream`."""

    kind = "not-upload-bytes"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class OffsetMismatch(ServiceError):
    """The bytes do not begin where the upload stands; HEAD tells where that is."""

    kind = "upload-offset-mismatch"
    status = HTTPStatus.CONFLICT


class UploadTooLong(ServiceError):
    """The request announces more bytes than the file still needs."""

    kind = "upload-too-long"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class UploadTooSlow(ServiceError):
    """No byte came for a while; what had come is kept."""

    kind = "upload-too-slow"
    status = HTTPStatus.REQUEST_TIMEOUT


class UploadInterrupted(ServiceError):
    """The client's connection ended within a piece; only the log can hear of it."""

    kind = "upload-interrupted"
    status = HTTPStatus.BAD_REQUEST


class WriterReplaced(ServiceError):
    """Another connection has taken this upload over."""

    kind = "upload-writer-replaced"
    status = HTTPStatus.LOCKED


class UploadGone(ServiceError):
    """No more bytes are taken for this upload: it was ended, or its time is over."""

    kind = "upload-gone"
    status = HTTPStatus.GONE


class UploadFinished(ServiceError):
    """The whole file is stored, or its last bytes are on their way: it is too late to end it."""

    kind = "upload-finished"
    status = HTTPStatus.CONFLICT
