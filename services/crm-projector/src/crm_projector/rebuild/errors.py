"""Why a command of this room does not do what was asked for; each is a sentence for a person."""

from common.errors import ServiceError


class Refused(ServiceError):
    """Nothing was changed: what was asked for does not fit what stands."""

    kind = "refused"


class InUse(Refused):
    """Another process works on the same tables now."""

    kind = "in-use"
