"""What this service refuses, beyond what every service refuses."""

from http import HTTPStatus

from common.errors import Conflict, NotSignedIn, ServiceError


class WrongCredentials(NotSignedIn):
    """An unknown e-mail and a wrong password look the same."""

    kind = "wrong-credentials"


class EmailTaken(Conflict):
    """Somebody has registered with this e-mail."""

    kind = "email-taken"


class NotConnected(Conflict):
    """There is nothing to disconnect."""

    kind = "not-connected"


class StateRefused(ServiceError):
    """The callback's state is absent, unknown, expired, used, or made for another context."""

    kind = "oauth-state-refused"
    status = HTTPStatus.BAD_REQUEST


class ForeignState(ServiceError):
    """Who comes back from the platform is not who left for it."""

    kind = "oauth-state-foreign"
    status = HTTPStatus.FORBIDDEN
