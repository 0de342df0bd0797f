"""Why a webhook delivery is not believed."""

from http import HTTPStatus

from common.errors import ServiceError


class InvalidSignature(ServiceError):
    """The delivery was not signed with our secret."""

    kind = "invalid-signature"
    status = HTTPStatus.UNAUTHORIZED


class StaleSignature(ServiceError):
    """The signature is right, but its time is too far from ours."""

    kind = "stale-signature"
    status = HTTPStatus.UNAUTHORIZED
