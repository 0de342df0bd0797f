"""Owner: tiktok. What becomes of a TikTok post, and the commands of its own agents."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from common.event import Event

DeliveryState = Literal[
    "INIT_ATTEMPTED",
    "INIT_OUTCOME_UNKNOWN",
    "INIT_REJECTED",
    "UPLOADING",
    "PROCESSING",
    "SEND_TO_USER_INBOX",
    "PUBLISH_COMPLETE",
    "FAILED",
]


class PostEvent(Event):
    """About one post; its `ce_sequence` is counted on the post's row.

    `status` is the post's state after this event, so that no reader must fold to know it.
    """

    TOPIC: ClassVar[str] = "tiktok.posts.v1"

    account_id: UUID
    user_id: UUID
    post_id: UUID
    publish_id: str | None = None
    status: DeliveryState

    @property
    def key(self) -> str:
        """The posts of an account stay in order."""
        return str(self.account_id)

    @property
    def subject(self) -> str:
        """The post, ours: it has an id before TikTok gives one."""
        return str(self.post_id)


class PostRequested(PostEvent):
    """The user asked for a post; nothing was sent to TikTok yet."""

    TYPE: ClassVar[str] = "tiktok.PostRequested.v1"

    mode: str
    source: str
    title: str
    privacy_level: str | None = None
    video_size: int | None = None
    is_aigc: bool = False


class InitAttempted(PostEvent):
    """The call that creates the post is about to be made; `attempt` counts from 1."""

    TYPE: ClassVar[str] = "tiktok.InitAttempted.v1"

    attempt: int


class InitAccepted(PostEvent):
    """TikTok gave a `publish_id`."""

    TYPE: ClassVar[str] = "tiktok.InitAccepted.v1"

    attempt: int


class InitRejected(PostEvent):
    """TikTok refused the post; nothing was created."""

    TYPE: ClassVar[str] = "tiktok.InitRejected.v1"

    attempt: int
    code: str
    message: str
    log_id: str | None = None


class InitOutcomeUnknown(PostEvent):
    """The answer to the init never reached us; it is not repeated by itself."""

    TYPE: ClassVar[str] = "tiktok.InitOutcomeUnknown.v1"

    attempt: int


class UploadCompleted(PostEvent):
    """TikTok has confirmed every chunk."""

    TYPE: ClassVar[str] = "tiktok.UploadCompleted.v1"

    video_size: int
    chunk_sha256: list[str]
    digest: str
    """SHA-256 over the chunks' digests, in order."""


class StatusObserved(PostEvent):
    """TikTok said where the post stands, and that was news."""

    TYPE: ClassVar[str] = "tiktok.StatusObserved.v1"

    observed_at: datetime
    by: Literal["poll", "webhook"]
    platform_status: str
    uploaded_bytes: int | None = None


class PostPublished(PostEvent):
    """TikTok said the post is published; a public id, if any, comes later."""

    TYPE: ClassVar[str] = "tiktok.PostPublished.v1"

    observed_at: datetime
    by: Literal["poll", "webhook"]


class PostDeliveredToInbox(PostEvent):
    """The user was notified in the app, and finishes the post there."""

    TYPE: ClassVar[str] = "tiktok.PostDeliveredToInbox.v1"

    observed_at: datetime
    by: Literal["poll", "webhook"]


class PostBecamePublic(PostEvent):
    """One public post came of it."""

    TYPE: ClassVar[str] = "tiktok.PostBecamePublic.v1"

    platform_post_id: str
    observed_at: datetime
    by: Literal["poll", "webhook"]


class PostNoLongerPublic(PostEvent):
    """One public post is public no more."""

    TYPE: ClassVar[str] = "tiktok.PostNoLongerPublic.v1"

    platform_post_id: str
    observed_at: datetime
    by: Literal["poll", "webhook"]


class PostFailed(PostEvent):
    """TikTok gave the post up, and said why."""

    TYPE: ClassVar[str] = "tiktok.PostFailed.v1"

    fail_reason: str
    observed_at: datetime
    by: Literal["poll", "webhook"]


class StatusConflict(PostEvent):
    """TikTok said two final things that cannot both hold; the post keeps the higher."""

    TYPE: ClassVar[str] = "tiktok.StatusConflict.v1"

    said: str
    kept: str
    observed_at: datetime


class WebhookUnmatched(Event):
    """A webhook waited seven days for its account or post, and none came."""

    TYPE: ClassVar[str] = "tiktok.WebhookUnmatched.v1"
    TOPIC: ClassVar[str] = "tiktok.posts.v1"

    external_id: str
    platform_user_id: str
    publish_id: str | None = None

    @property
    def key(self) -> str:
        """No account is known: the platform's user keeps the order."""
        return self.platform_user_id

    @property
    def subject(self) -> str:
        """The delivery itself."""
        return self.external_id


EVENTS: list[type[Event]] = [
    PostRequested,
    InitAttempted,
    InitAccepted,
    InitRejected,
    InitOutcomeUnknown,
    UploadCompleted,
    StatusObserved,
    PostPublished,
    PostDeliveredToInbox,
    PostBecamePublic,
    PostNoLongerPublic,
    PostFailed,
    StatusConflict,
    WebhookUnmatched,
]


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


COMMANDS: list[type[Event]] = [RefreshToken, RevokeGrant, CheckGrant, PollStatus]
