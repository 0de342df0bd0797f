"""Owner: instagram. What its loops and timers ask its own agents to do."""

from typing import ClassVar, Literal
from uuid import UUID

from common.event import Event
from contracts.commands import Command


class InstagramCommand(Command):
    """A command that only Instagram's agents know."""

    provider: Literal["instagram"] = "instagram"


class AdvancePost(InstagramCommand):
    """Take a post one step on: make its containers, ask about them, publish, or settle a doubt."""

    TYPE: ClassVar[str] = "instagram.AdvancePost.v1"

    post_id: UUID


class AdvanceReply(InstagramCommand):
    """Send an answer, or find out what became of one."""

    TYPE: ClassVar[str] = "instagram.AdvanceReply.v1"

    reply_id: UUID


class ObservePage(InstagramCommand):
    """Ask by which Page the account is reached and how far, and see that webhooks are on."""

    TYPE: ClassVar[str] = "instagram.ObservePage.v1"


class ReconcileMedia(InstagramCommand):
    """Compare the account's media list with what we know."""

    TYPE: ClassVar[str] = "instagram.ReconcileMedia.v1"


class ObserveStories(InstagramCommand):
    """List the stories that are up, and ask for their numbers: both vanish after a day."""

    TYPE: ClassVar[str] = "instagram.ObserveStories.v1"


class SampleInsights(InstagramCommand):
    """Ask for the numbers of the account and of its media."""

    TYPE: ClassVar[str] = "instagram.SampleInsights.v1"


class ReadComments(InstagramCommand):
    """Read the comments of one medium: those that webhooks do not bring or have lost."""

    TYPE: ClassVar[str] = "instagram.ReadComments.v1"

    media_id: str


class AdvanceComment(InstagramCommand):
    """Do what is still due for one comment: hide, show or delete it, or read it."""

    TYPE: ClassVar[str] = "instagram.AdvanceComment.v1"

    comment_id: str


class ReadMention(InstagramCommand):
    """Read what a mention says, which its webhook does not tell."""

    TYPE: ClassVar[str] = "instagram.ReadMention.v1"

    media_id: str
    comment_id: str | None = None


COMMANDS: list[type[Event]] = [
    AdvancePost,
    AdvanceReply,
    ObservePage,
    ReconcileMedia,
    ObserveStories,
    SampleInsights,
    ReadComments,
    AdvanceComment,
    ReadMention,
]
