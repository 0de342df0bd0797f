"""Owner: tiktok. What its loops and timers ask its own agents to do for a post or its lists."""

from typing import ClassVar, Literal
from uuid import UUID

from common.event import Event
from contracts.commands import Command


class TikTokCommand(Command):
    """A command that only TikTok's agents know."""

    provider: Literal["tiktok"] = "tiktok"


class PollStatus(TikTokCommand):
    """Ask TikTok where a post stands."""

    TYPE: ClassVar[str] = "tiktok.PollStatus.v1"

    post_id: UUID


class CancelPost(TikTokCommand):
    """Ask TikTok to cancel a post."""

    TYPE: ClassVar[str] = "tiktok.CancelPost.v1"

    post_id: UUID


class SampleMetrics(TikTokCommand):
    """Ask TikTok for the totals of the account's public posts."""

    TYPE: ClassVar[str] = "tiktok.SampleMetrics.v1"


class ReconcileVideos(TikTokCommand):
    """Compare the account's video list with our posts."""

    TYPE: ClassVar[str] = "tiktok.ReconcileVideos.v1"


COMMANDS: list[type[Event]] = [PollStatus, CancelPost, SampleMetrics, ReconcileVideos]
