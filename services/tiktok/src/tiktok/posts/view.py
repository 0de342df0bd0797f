"""What is read of posts, as pure data: a post as its user sees it, and the videos of posts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contracts.tiktok.events import DeliveryState


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
    media: str
    mode: str
    source: str
    attempt: int
    uploaded_bytes: int
    observed_at: datetime | None
    created_at: datetime
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
    earlier_post_ids: list[str] = []
    knows_earlier: bool = False
    has_conflict: bool = False

    @property
    def is_twice(self) -> bool:
        """Whether both this attempt and one before it are public."""
        return 0 < len(self.earlier_post_ids) < len(self.post_ids)

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
