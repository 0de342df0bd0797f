"""What is read of posts, as pure data: a post as its user sees it, and the videos of posts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.tiktok.events import DeliveryState
from platforms.tiktok.links import link_of


class PostView(BaseModel):
    """A post with its live attempt and the public ids that came of it.

    `may_be_whole` says whether TikTok may have every byte; `has_addresses` is False where TikTok
    was to fetch the post and we no longer keep the addresses. `post_ids` are those that are public
    now, of any attempt; `earlier_post_ids` are those of attempts before the live one, and
    `knows_earlier` says whether there is such an id, public or not.
    """

    model_config = ConfigDict(frozen=True)

    post_id: UUID
    account_id: UUID
    user_id: UUID
    status: DeliveryState
    publish_id: str | None
    platform_status: str | None = None
    fail_reason: str | None
    platform_message: str | None = None
    log_id: str | None = None
    media: str
    mode: str
    source: str
    attempt: int
    uploaded_bytes: int
    observed_at: datetime | None
    created_at: datetime
    status_since: datetime
    is_delayed: bool = False
    cancel_due_at: datetime | None
    video_size: int | None
    upload_expires_at: datetime | None = None
    may_be_whole: bool = True
    has_addresses: bool = True
    request: dict[str, Any]
    request_sha256: bytes
    sealed_addresses: bytes | None
    post_ids: list[str]
    was_public: bool = False
    """Whether anything public ever came of the live attempt."""
    username: str = ""
    share_urls: dict[str, str] = Field(default_factory=dict)
    earlier_post_ids: list[str] = []
    knows_earlier: bool = False
    has_conflict: bool = False
    is_twice: bool = False
    """Whether two attempts are public."""

    @property
    def links(self) -> dict[str, str]:
        """Where each public id can be watched; one whose address is not known is left out."""
        known = {
            post_id: self.share_urls.get(post_id) or link_of(self.username, self.media, post_id)
            for post_id in self.post_ids
        }
        return {post_id: link for post_id, link in known.items() if link}

    @property
    def may_be_there_already(self) -> bool:
        """Whether TikTok has said that an attempt before the live one was published."""
        return self.has_conflict and self.attempt > 1


@dataclass(frozen=True, slots=True)
class KnownVideo:
    """A public id of ours, whether it is public by the newest statement, and its last sample.

    `last_totals` are views, likes, comments and shares.
    """

    platform_post_id: str
    post_id: UUID
    is_public: bool
    said_at: datetime
    created_at: datetime
    """When the post was asked for: the video is no older."""
    sampled_at: datetime | None = None
    last_totals: list[int] | None = None
    share_url: str | None = None
    """Where it can be watched, as TikTok has said last."""


@dataclass(frozen=True, slots=True)
class Walked:
    """How far an account's video list is known: which videos were listed and told of.

    Those are all that were made before `until` and after the time of `cursor`; without a cursor
    the walk has come to the list's end.
    """

    until: datetime
    cursor: int | None


@dataclass(frozen=True, slots=True)
class VideoSample:
    """What TikTok said of a video of ours; the totals are views, likes, comments and shares."""

    video: KnownVideo
    totals: list[int]
    link: str

    @property
    def new_link(self) -> str:
        """The address, where TikTok has not said it before."""
        return self.link if self.link != self.video.share_url else ""

    @property
    def is_news(self) -> bool:
        """Whether the last sample said something else."""
        return bool(self.new_link) or self.totals != self.video.last_totals
