"""Owner: instagram. What becomes of a post that was asked for here."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from common.event import Event
from contracts.instagram.base import InstagramEvent
from contracts.personal import PersonalText

PostState = Literal[
    "REQUESTED",
    "PREPARING",
    "PUBLISHING",
    "PUBLISH_OUTCOME_UNKNOWN",
    "FAILED",
    "PUBLISHED",
    "UNKNOWN",
]
Kind = Literal["IMAGE", "REELS", "STORIES", "CAROUSEL"]


class PostEvent(InstagramEvent):
    """About one post; its `ce_sequence` is counted on the post's row.

    `status` is the post's state after this event, so that no reader must fold to know it.
    """

    post_id: UUID
    status: PostState

    @property
    def subject(self) -> str:
        """The post, ours: it has an id before Instagram gives one."""
        return str(self.post_id)


class RequestedItem(BaseModel):
    """One picture or video of a post."""

    model_config = ConfigDict(frozen=True)

    is_video: bool
    source: Literal["ASSET", "URL"]
    asset_id: UUID | None = None
    alt_text: PersonalText = ""


class RequestedPost(BaseModel):
    """What the user asked for."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    items: list[RequestedItem]
    caption: PersonalText = ""
    location_id: str = ""
    collaborators_count: int = 0
    share_to_feed: bool | None = None
    is_ai_generated: bool = False
    """What the user has declared, which is also what Instagram was told."""


class MediaRequested(PostEvent):
    """The user asked for a post; nothing was sent to Instagram yet."""

    TYPE: ClassVar[str] = "instagram.MediaRequested.v1"

    request: RequestedPost


class RetryRequested(PostEvent):
    """The user wants the post tried again; `attempt` is the one that begins, counted from 1.

    `request` is None where the attempt asks for the same as the one before.
    """

    TYPE: ClassVar[str] = "instagram.RetryRequested.v1"

    attempt: int
    request: RequestedPost | None = None


class ContainerCreated(PostEvent):
    """Instagram prepares a part of the post; `item` counts from 0, and is None for the whole."""

    TYPE: ClassVar[str] = "instagram.ContainerCreated.v1"

    attempt: int
    container_id: str
    item: int | None = None


class ContainerStatusObserved(PostEvent):
    """Instagram said what became of a container, and that was news."""

    TYPE: ClassVar[str] = "instagram.ContainerStatusObserved.v1"

    attempt: int
    container_id: str
    item: int | None = None
    platform_status: str
    subcode: str = ""
    """The reason of an ERROR, where Instagram names one."""
    observed_at: datetime


class PublishAttempted(PostEvent):
    """The call that publishes is about to be made."""

    TYPE: ClassVar[str] = "instagram.PublishAttempted.v1"

    attempt: int
    container_id: str


class PublishOutcomeUnknown(PostEvent):
    """What became of the call that publishes is not known; it is not repeated by itself."""

    TYPE: ClassVar[str] = "instagram.PublishOutcomeUnknown.v1"

    attempt: int
    container_id: str
    code: str = ""
    """Instagram's error, where it answered with one: the post may be live all the same."""
    fbtrace_id: str | None = None


class MediaPublished(PostEvent):
    """The post is live; `media_id` is None where Instagram has not told it, as with a lost answer.

    `found_by` tells how that was found out.
    """

    TYPE: ClassVar[str] = "instagram.MediaPublished.v1"

    attempt: int
    media_id: str | None = None
    found_by: Literal["answer", "container", "media_list"] = "answer"
    observed_at: datetime


class MediaIdentified(PostEvent):
    """Which medium the post has become, and where it can be seen; said again when that changes."""

    TYPE: ClassVar[str] = "instagram.MediaIdentified.v1"

    media_id: str
    permalink: PersonalText = ""
    found_by: Literal["answer", "media_list"] = "answer"
    observed_at: datetime


class MediaFailed(PostEvent):
    """The attempt has ended without a post; Instagram refused it or could not prepare it."""

    TYPE: ClassVar[str] = "instagram.MediaFailed.v1"

    attempt: int
    code: str
    message: str
    """Our sentence for the code."""
    platform_message: PersonalText = ""
    """Instagram's own sentence, shortened; it may quote what the user wrote."""
    item: int | None = None
    """Which picture or video it was, counted from 0, where that is known."""
    fbtrace_id: str | None = None
    """Meta's id of the call, which its support asks for."""


class PublishOutcomeGivenUp(PostEvent):
    """Three days have not told what became of the call that publishes: the post may be live."""

    TYPE: ClassVar[str] = "instagram.PublishOutcomeGivenUp.v1"

    attempt: int


EVENTS: list[type[Event]] = [
    MediaRequested,
    RetryRequested,
    ContainerCreated,
    ContainerStatusObserved,
    PublishAttempted,
    PublishOutcomeUnknown,
    MediaPublished,
    MediaIdentified,
    MediaFailed,
    PublishOutcomeGivenUp,
]
