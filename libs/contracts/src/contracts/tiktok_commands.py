"""Owner: tiktok. What its loops and timers want its own agents to do."""

from typing import ClassVar
from uuid import UUID

from common.event import Event


class Command(Event):
    """A wish to an agent; it may arrive twice or never, and the row says what is still due."""

    TOPIC: ClassVar[str] = "tiktok.commands.v1"

    account_id: UUID

    @property
    def key(self) -> str:
        """The commands of an account stay in order."""
        return str(self.account_id)


class RefreshToken(Command):
    """Refresh the account's tokens, unless `seen_version` has been replaced already."""

    TYPE: ClassVar[str] = "tiktok.RefreshToken.v1"

    seen_version: int


class RevokeGrant(Command):
    """Revoke the grant at TikTok, then delete the tokens."""

    TYPE: ClassVar[str] = "tiktok.RevokeGrant.v1"


class CheckGrant(Command):
    """Ask TikTok whether the grant still works."""

    TYPE: ClassVar[str] = "tiktok.CheckGrant.v1"


class PollStatus(Command):
    """Ask TikTok where a post stands."""

    TYPE: ClassVar[str] = "tiktok.PollStatus.v1"

    post_id: UUID


class CancelPost(Command):
    """Ask TikTok to cancel a post."""

    TYPE: ClassVar[str] = "tiktok.CancelPost.v1"

    post_id: UUID


class SampleMetrics(Command):
    """Ask TikTok for the totals of the account's public posts."""

    TYPE: ClassVar[str] = "tiktok.SampleMetrics.v1"


class ReconcileVideos(Command):
    """Compare the account's video list with our posts."""

    TYPE: ClassVar[str] = "tiktok.ReconcileVideos.v1"


COMMANDS: list[type[Event]] = [
    RefreshToken,
    RevokeGrant,
    CheckGrant,
    PollStatus,
    CancelPost,
    SampleMetrics,
    ReconcileVideos,
]
