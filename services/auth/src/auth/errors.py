"""What this service refuses, beyond what every service refuses."""

from http import HTTPStatus

from common.errors import Conflict, InvalidRequest, NotFound, NotSignedIn, ServiceError


class WrongCredentials(NotSignedIn):
    """An unknown e-mail and a wrong password look the same."""

    kind = "wrong-credentials"


class WrongPassword(InvalidRequest):
    """Whoever is signed in was asked for the password again, and gave another."""

    kind = "wrong-password"


class ResetRefused(ServiceError):
    """The link to choose a new password was used, is too old, or a newer one was sent."""

    kind = "reset-link-refused"
    status = HTTPStatus.BAD_REQUEST


class EmailTaken(Conflict):
    """Somebody has registered with this e-mail."""

    kind = "email-taken"


class TooManyDrafts(Conflict):
    """As many drafts are kept for this person as there may be."""

    kind = "too-many-drafts"


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


class LinkRefused(ServiceError):
    """A host application's link to connect an account was opened already, or is too old."""

    kind = "connection-link-refused"
    status = HTTPStatus.BAD_REQUEST


class ReturnUrlRefused(InvalidRequest):
    """The address to return to equals none of those registered for the host application."""

    kind = "return-url-refused"


class ConnectionUnknown(NotFound):
    """There is no such connection for this caller, or its time is over."""

    kind = "connection-unknown"


class ChoiceNeeded(Conflict):
    """The consent covers several accounts, and the user has not chosen one yet."""

    kind = "choice-needed"


class AccountUnusable(Conflict):
    """The chosen account cannot be connected; `detail` says why."""

    kind = "account-unusable"
