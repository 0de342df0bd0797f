"""Owner: the provider services together. What each asks its own agents to do for an account."""

from typing import ClassVar
from uuid import UUID

from common.event import Event


class Command(Event):
    """A wish to an agent; it may arrive twice or never, and the row says what is still due."""

    TOPIC: ClassVar[str] = "{provider}.commands.v1"

    provider: str
    account_id: UUID

    @property
    def topic(self) -> str:
        """Each provider's commands have a topic of their own, and agents of their own."""
        return f"{self.provider}.commands.v1"

    @property
    def key(self) -> str:
        """The commands of an account have one partition; they are carried out in any order."""
        return str(self.account_id)


class RefreshToken(Command):
    """Refresh the account's tokens, unless `seen_version` has been replaced already."""

    TYPE: ClassVar[str] = "commands.RefreshToken.v1"

    seen_version: int


class RevokeGrant(Command):
    """Revoke the grant at the platform, then delete the tokens."""

    TYPE: ClassVar[str] = "commands.RevokeGrant.v1"


class CheckGrant(Command):
    """Ask the platform whether the grant still works."""

    TYPE: ClassVar[str] = "commands.CheckGrant.v1"


class ObserveProfile(Command):
    """Ask the platform how the account is called."""

    TYPE: ClassVar[str] = "commands.ObserveProfile.v1"


COMMANDS: list[type[Event]] = [RefreshToken, RevokeGrant, CheckGrant, ObserveProfile]
