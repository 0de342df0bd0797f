"""Owner: auth. Sealed grants for the provider services, and sessions that have ended."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from common.event import Event
from contracts.personal import PersonalText


class GrantEvent(Event):
    """About one account's grant; its `ce_sequence` is counted by auth."""

    TOPIC: ClassVar[str] = "grants.{provider}.v1"

    provider: str
    account_id: UUID

    @property
    def topic(self) -> str:
        """Each provider's grants have a topic of their own: one reader, one key ring."""
        return f"grants.{self.provider}.v1"

    @property
    def key(self) -> str:
        """An account's grants stay in order."""
        return str(self.account_id)


class GrantIssued(GrantEvent):
    """A user gave access to a platform account; the tokens are sealed for the provider service.

    `grantor_id`, `username` and the times are those of `accounts.AccountConnected`.
    """

    TYPE: ClassVar[str] = "auth.GrantIssued.v1"

    user_id: UUID
    client_key: str
    platform_user_id: str
    grantor_id: PersonalText | None = None
    display_name: PersonalText = ""
    username: PersonalText | None = None
    avatar_url: PersonalText | None = None
    scopes: list[str]
    granted_at: datetime
    expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None
    renewal: Literal["rotation", "extension", "none"] = "rotation"
    """How the access is renewed: by trading a refresh token that is then spent, by extending a
    token that stays good, or only by the user."""
    sealed_tokens: str
    """Base64 of an envelope over `{"access_token", "refresh_token"}`, the second null where the
    platform gives none; its AAD names the topic, the account and the sequence."""


class DisconnectRequested(GrantEvent):
    """The user wants the account disconnected and its grant revoked."""

    TYPE: ClassVar[str] = "auth.DisconnectRequested.v1"

    user_id: UUID


class GrantWithdrawn(GrantEvent):
    """The platform says that the person who gave access to the account has withdrawn it.

    Whether its tokens still work, the provider service finds out. The reason is a `Withdrawal` of
    `accounts.removals`.
    """

    TYPE: ClassVar[str] = "auth.GrantWithdrawn.v1"

    user_id: UUID
    withdrawn_at: datetime
    reason: str


class SessionRevoked(Event):
    """A session ended before its time: signed out, or revoked."""

    TYPE: ClassVar[str] = "auth.SessionRevoked.v1"
    TOPIC: ClassVar[str] = "sessions.v1"

    session_id: str
    user_id: UUID
    reason: str

    @property
    def key(self) -> str:
        """The session's id: all that a reader needs."""
        return self.session_id


class SessionEnded(Event):
    """A session ended from outside: from another session of its user, or by an operator's command.

    `session_hash` is the SHA-256 of the session's id, in hex: the id itself is in its token alone.
    """

    TYPE: ClassVar[str] = "auth.SessionEnded.v1"
    TOPIC: ClassVar[str] = "sessions.v1"

    session_hash: str
    user_id: UUID
    reason: str

    @property
    def key(self) -> str:
        """The hash, which readers look up beside the id."""
        return self.session_hash


EVENTS: list[type[Event]] = [
    GrantIssued,
    DisconnectRequested,
    GrantWithdrawn,
    SessionRevoked,
    SessionEnded,
]
GRANTS: list[type[Event]] = [GrantIssued, DisconnectRequested, GrantWithdrawn]
