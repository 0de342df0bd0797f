"""What connected accounts need of a platform."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from accounts.store import OAuthAccount
from accounts.tokens.credential import GivenTokens


class Shown(Protocol):
    """How a platform shows an account; a text is empty where the platform does not tell it."""

    @property
    def display_name(self) -> str:
        """The name that its owner has chosen."""

    @property
    def username(self) -> str:
        """The name in the platform's links, where the user allows to see it."""

    @property
    def avatar_url(self) -> str:
        """Where the picture is."""


class AccountCalls(Protocol):
    """The calls that every platform offers for an account; each raises a `PlatformError`."""

    async def refresh(self, secret: str, /) -> GivenTokens:
        """Renew the access, once, with the refresh token, or the token itself (`Renewal`)."""

    async def user_info(self, token: str, granted_scopes: Collection[str], /) -> Shown:
        """Ask who the account is: the call that tells whether a token works."""

    async def revoke(self, access_token: str, /) -> None:
        """Withdraw the grant."""


CallsOf = Callable[[OAuthAccount], AccountCalls]
"""Give the calls for one account, which may depend on the app that it was connected by."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform as the accounts of its service see it.

    `provider` is its name in topics, rows and metrics, `name` its name in sentences. A grant ends
    by itself after `grant_life` (None: never), of which its user is warned `warned_before`.
    """

    provider: str
    name: str
    calls_of: CallsOf
    grant_life: timedelta | None = None
    warned_before: timedelta = timedelta(days=30)
