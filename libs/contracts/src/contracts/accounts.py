"""Owner: the provider services together. What became of an account.

No provider's word enters this module; a change needs the tests of every producer.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from common.event import Event
from contracts.personal import PersonalText


class AccountEvent(Event):
    """About one account; its `ce_sequence` is counted by the provider service."""

    TOPIC: ClassVar[str] = "accounts.v1"

    provider: str
    account_id: UUID
    user_id: UUID

    @property
    def key(self) -> str:
        """An account's story stays in order."""
        return str(self.account_id)


class AccountConnected(AccountEvent):
    """The provider service holds working tokens for this account.

    `grantor_id` is the person at the platform who gave access, where that is not the account
    itself: their withdrawal ends all accounts that they gave access to. `username` is the name in
    the platform's links, None where the user did not allow to see it. `display_name` is what the
    platform said, and may be empty: `contracts.names` says what to call the account then. An
    `expires_at` of None means that the access does not end by itself; a `refresh_expires_at` of
    None that there is no token to refresh with, or that it does not end.
    """

    TYPE: ClassVar[str] = "accounts.AccountConnected.v1"

    platform_user_id: PersonalText = ""
    grantor_id: PersonalText | None = None
    display_name: PersonalText = ""
    username: PersonalText | None = None
    avatar_url: PersonalText | None = None
    scopes: list[str]
    granted_at: datetime
    expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None


class GrantRefused(AccountEvent):
    """The grant was not taken over; `connected_by_another` names the one reason there is."""

    TYPE: ClassVar[str] = "accounts.GrantRefused.v1"

    reason: str


class AccountRefreshed(AccountEvent):
    """New tokens are stored; the times are those of `AccountConnected`."""

    TYPE: ClassVar[str] = "accounts.AccountRefreshed.v1"

    token_version: int
    expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None


class AccountRefreshFailed(AccountEvent):
    """A refresh failed and will be tried again; the account stays connected."""

    TYPE: ClassVar[str] = "accounts.AccountRefreshFailed.v1"

    reason: str


class ReauthorizationRequired(AccountEvent):
    """Only the user can mend this, by connecting again."""

    TYPE: ClassVar[str] = "accounts.ReauthorizationRequired.v1"

    reason: str


class GrantExpiryApproached(AccountEvent):
    """The user's permission will end by itself at `ends_at`, as far as we know; said once."""

    TYPE: ClassVar[str] = "accounts.GrantExpiryApproached.v1"

    ends_at: datetime


class ProfileObserved(AccountEvent):
    """The account's name or picture has changed at the platform."""

    TYPE: ClassVar[str] = "accounts.ProfileObserved.v1"

    display_name: PersonalText = ""
    username: PersonalText | None = None
    avatar_url: PersonalText | None = None
    observed_at: datetime


class AuthorizationRemovedObserved(AccountEvent):
    """The platform said that access was withdrawn; `effect` tells what that changed here."""

    TYPE: ClassVar[str] = "accounts.AuthorizationRemovedObserved.v1"

    reason: str
    effect: str
    observed_at: datetime


class PostsFoundTwice(AccountEvent):
    """Which posts of the account are public twice now has changed; with none, the last was mended.

    A post is there twice where its user has tried it again, and the attempt before was published
    after all.
    """

    TYPE: ClassVar[str] = "accounts.PostsFoundTwice.v1"

    post_ids: list[UUID]
    """Our ids; the one that was found last comes first."""


class AccountDisconnected(AccountEvent):
    """The tokens are deleted; `revoked` tells whether the platform confirmed the end.

    A `shared` grant was not revoked on purpose: that would end other accounts, too.
    """

    TYPE: ClassVar[str] = "accounts.AccountDisconnected.v1"

    revoked: bool
    shared: bool = False
    reason: str


class AccountErased(AccountEvent):
    """The provider service keeps nothing of the account any more, since its user wanted that.

    It is the account's last event. Readers delete what they keep of the account, and take nothing
    of it any more, from whichever topic: so the log read anew brings nothing of it back.
    """

    TYPE: ClassVar[str] = "accounts.AccountErased.v1"


EVENTS: list[type[Event]] = [
    AccountConnected,
    GrantRefused,
    AccountRefreshed,
    AccountRefreshFailed,
    ReauthorizationRequired,
    GrantExpiryApproached,
    ProfileObserved,
    AuthorizationRemovedObserved,
    PostsFoundTwice,
    AccountDisconnected,
    AccountErased,
]
