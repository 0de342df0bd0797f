"""The tree of expected failures; each class knows its RFC 9457 type and HTTP status."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import ClassVar


class ServiceError(Exception):
    """A failure that the caller may be told about; the message is a sentence for a person."""

    kind: ClassVar[str] = "service-error"
    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR
    retry_after: float | None = None
    members: Mapping[str, str] = MappingProxyType({})
    """More members of the problem document, such as a platform's own words."""


class InvalidRequest(ServiceError):
    """The request cannot be understood, or breaks a rule that the caller can read."""

    kind = "invalid-request"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NotSignedIn(ServiceError):
    """There is no session, or it has ended."""

    kind = "not-signed-in"
    status = HTTPStatus.UNAUTHORIZED


class Forbidden(ServiceError):
    """The session may not do this: a cross-site request, or a missing CSRF token."""

    kind = "forbidden"
    status = HTTPStatus.FORBIDDEN


class NotFound(ServiceError):
    """It does not exist, or it is another user's: the two look the same."""

    kind = "not-found"
    status = HTTPStatus.NOT_FOUND


class Conflict(ServiceError):
    """The request fits no longer, or not yet, with what has happened."""

    kind = "conflict"
    status = HTTPStatus.CONFLICT


class RateLimited(ServiceError):
    """Too many of these for now; `retry_after` says when, in seconds."""

    kind = "rate-limited"
    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, reason: str, retry_after: float) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Unavailable(ServiceError):
    """Something that this request needs does not answer; the same request may succeed later."""

    kind = "unavailable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 5.0


class InvalidRecord(ServiceError):
    """A record that can never be handled: undecodable, or of an unknown type."""

    kind = "invalid-record"


class UnreadableRecord(InvalidRecord):
    """A header is missing or malformed, or the value is not what its type says."""

    kind = "unreadable-record"


class UnknownType(InvalidRecord):
    """A type that the reader does not know: it was deployed before its writer, or never written."""

    kind = "unknown-type"


class UnstorableRecord(InvalidRecord):
    """It can be read, and the tables refuse what it says."""

    kind = "unstorable-record"
