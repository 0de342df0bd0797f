"""What connecting asks of a platform: its consent page, the code exchange and the revocation."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from auth.platform import Platform


class ConsentPage(NamedTuple):
    """The address of a consent page, and the PKCE verifier to exchange the code with, if any."""

    address: str
    verifier: str | None


class Granted(BaseModel):
    """What a person allowed at the platform for one account, with the tokens for it.

    The fields are those of `contracts.auth.GrantIssued`; a time of None has no end.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    access_token: str = Field(repr=False)
    refresh_token: str | None = Field(default=None, repr=False)
    platform_user_id: str
    grantor_id: str | None = None
    scopes: list[str]
    display_name: str
    username: str | None = None
    avatar_url: str | None
    granted_at: datetime
    expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None
    renewal: Literal["rotation", "extension", "none"] = "rotation"


class Candidate(BaseModel):
    """One of several accounts that a consent covers.

    `page_name` is the page by which the person gave it, where there is one. `unusable` is the code
    of why it cannot be connected, which the platform's catalogue explains.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    granted: Granted
    page_name: str | None = None
    unusable: str | None = None


class Choices(BaseModel):
    """A consent that covers several accounts: the user must choose one of them.

    All of them were granted by the same person, whose withdrawal ends them all.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    grantor_id: str
    candidates: tuple[Candidate, ...] = Field(min_length=1)

    def find(self, platform_user_id: str) -> Candidate | None:
        """Find a candidate by its id at the platform."""
        found = (one for one in self.candidates if one.granted.platform_user_id == platform_user_id)
        return next(found, None)


Consent = Granted | Choices
CONSENT: TypeAdapter[Consent] = TypeAdapter(Consent)


Keep = Callable[[Granted], Awaitable[None]]
"""Stores a grant with renewed tokens: those before it may be dead by now."""


class Login(Protocol):
    """A platform's login for our app there; a platform with several has an app for each."""

    @property
    def name(self) -> str:
        """Its name among the logins of the platform."""

    @property
    def platform(self) -> Platform:
        """The platform as people read about it."""

    @property
    def client_key(self) -> str:
        """Our app's public id at the platform."""

    def consent_page(self, redirect_uri: str, state: str) -> ConsentPage:
        """Give the page on which the user gives consent; it sends them back with this state."""

    async def exchange(self, code: str, redirect_uri: str, verifier: str | None, /) -> Consent:
        """Trade the callback's code, once; raises a `PlatformError`."""

    async def revoke(self, granted: Granted, keep: Keep, /) -> None:
        """Withdraw a grant; one that was withdrawn before is a success. Raises `PlatformError`.

        Where the tokens must be renewed first, the new ones are kept before they are used.
        """
