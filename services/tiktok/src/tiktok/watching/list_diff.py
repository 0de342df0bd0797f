"""Comparing an account's video list with what we know of it: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from platforms.tiktok.videos import Video
from tiktok.posts.lost_inits import SKEW, LostInit
from tiktok.posts.view import KnownVideo

# TikTok's list may be a little behind its webhooks.
SETTLING = timedelta(minutes=1)
# TikTok names the public id of a post of ours within this time.
NAMED_WITHIN = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Listed:
    """The newest videos of the list, when the walk began, and whether they are the whole list.

    `older` are some from further back; between them and the newest there may be others.
    """

    videos: Sequence[Video]
    at: datetime
    is_whole: bool
    older: Sequence[Video] = ()

    @property
    def all(self) -> Sequence[Video]:
        """Every video that was seen."""
        return [*self.videos, *self.older]

    def covers(self, since: datetime) -> bool:
        """Tell whether the newest videos are all that were made since then."""
        if self.is_whole:
            return True
        oldest = min((made_at(video) for video in self.videos), default=self.at)
        return oldest < since


def made_at(video: Video) -> datetime:
    """Give when the video was made, as TikTok says."""
    return datetime.fromtimestamp(video.create_time, UTC)


def caption_of(video: Video) -> str:
    """Give what its user wrote: TikTok puts a video's caption into its description."""
    return video.video_description or video.title


def missing(known: Sequence[KnownVideo], listed: Listed) -> list[KnownVideo]:
    """Give what is public for us and not listed, where the list would have had it."""
    seen = {video.id for video in listed.all}
    return [
        ours
        for ours in known
        if ours.is_public
        and ours.platform_post_id not in seen
        and ours.said_at < listed.at - SETTLING
        and listed.covers(ours.created_at)
    ]


def unexpected(known: Sequence[KnownVideo], listed: Listed) -> list[KnownVideo]:
    """Give what is listed and not public for us."""
    seen = {video.id for video in listed.all}
    return [ours for ours in known if not ours.is_public and ours.platform_post_id in seen]


def not_ours(known: Sequence[KnownVideo], listed: Listed) -> list[Video]:
    """Give what is listed without being known."""
    ours = {video.platform_post_id for video in known}
    return [video for video in listed.all if video.id not in ours]


def may_yet_be_ours(video: Video, inits: Sequence[LostInit], now: datetime) -> bool:
    """Tell whether this may be the video of a post of ours whose public id is still to come."""
    made = made_at(video)
    return now < made + NAMED_WITHIN and any(
        init.attempted_at - SKEW <= made <= init.attempted_at + NAMED_WITHIN for init in inits
    )
