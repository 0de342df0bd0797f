"""What somebody has allowed, and the codes and tokens that stand for it."""

from dataclasses import dataclass, field
from typing import Literal

Login = Literal["facebook", "business", "unified", "instagram"]


TokenKind = Literal["user", "page", "system", "app", "instagram"]


Status = Literal["granted", "declined"]


PREFIXES: dict[TokenKind, str] = {
    "user": "EAA",
    "page": "EAA",
    "system": "EAA",
    "app": "",
    "instagram": "IGAA",
}


APP_REMOVED, CHECKPOINTED, PASSWORD_CHANGED = 458, 459, 460
EXPIRED, UNKNOWN, ROLE_LOST = 463, 467, 492


@dataclass
class Grant:
    """What somebody has allowed the app; `owner` is a person, or an account of Instagram Login."""

    owner: str
    login: Login
    permissions: dict[str, Status] = field(default_factory=dict)
    page_ids: set[str] = field(default_factory=set)
    account_ids: set[str] = field(default_factory=set)

    def granted(self) -> list[str]:
        """The permissions that were not declined."""
        return [name for name, status in self.permissions.items() if status == "granted"]


@dataclass(frozen=True)
class Code:
    """A code on its way through the browser."""

    grant: Grant
    redirect_uri: str
    ends_at: float


@dataclass
class Token:
    """A token; `ends_at` is None where it never ends, `died_of` the subcode that killed it."""

    value: str
    kind: TokenKind
    grant: Grant
    issued_at: float
    ends_at: float | None
    data_access_ends_at: float
    page_id: str | None = None
    is_long: bool = False
    died_of: int = 0


@dataclass(frozen=True)
class Life:
    """How long a new token lives; no seconds stand for ever."""

    seconds: float | None
    is_long: bool = False
    page_id: str | None = None
