"""Owner: tiktok. What becomes of a TikTok post."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from common.event import Event
from contracts.personal import PersonalText

DeliveryState = Literal[
    "INIT_ATTEMPTED",
    "INIT_OUTCOME_UNKNOWN",
    "INIT_REJECTED",
    "UPLOADING",
    "PROCESSING",
    "SEND_TO_USER_INBOX",
    "LOST",
    "FAILED",
    "PUBLISH_COMPLETE",
    "UNKNOWN",
]
Witness = Literal["poll", "webhook", "video_list"]


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


class Consent(BaseModel):
    """What the user was shown, and agreed to, before the post was asked for."""

    model_config = ConfigDict(frozen=True)

    nickname: PersonalText = ""
    privacy_level_options: list[str]
    fetched_at: datetime
    """When TikTok was asked for the name and the options."""
    disclosure: bool
    declaration: str
    agreed_at: datetime


class PostRequested(PostEvent):
    """The user asked for a post; nothing was sent to TikTok yet."""

    TYPE: ClassVar[str] = "tiktok.PostRequested.v1"

    mode: str
    source: str
    title: PersonalText = ""
    media: Literal["VIDEO", "PHOTO"] = "VIDEO"
    description: PersonalText = ""
    privacy_level: str | None = None
    video_size: int | None = None
    photo_count: int | None = None
    is_aigc: bool = False
    consent: Consent | None = None
    """None where the caller has told of none: a program that asks its users itself."""


class InitAttempted(PostEvent):
    """The call that creates the post is about to be made; `attempt` counts from 1."""

    TYPE: ClassVar[str] = "tiktok.InitAttempted.v1"

    attempt: int


class InitAccepted(PostEvent):
    """TikTok gave a `publish_id`; `found_by` tells how, where the answer itself was lost."""

    TYPE: ClassVar[str] = "tiktok.InitAccepted.v1"

    attempt: int
    found_by: Literal["answer", "webhook", "video_list"] = "answer"


class InitRejected(PostEvent):
    """TikTok refused the post; nothing was created."""

    TYPE: ClassVar[str] = "tiktok.InitRejected.v1"

    attempt: int
    code: str
    message: str
    """Our sentence for the code."""
    platform_message: PersonalText = ""
    """TikTok's own sentence, shortened; it may quote what the user wrote."""
    log_id: str | None = None
    """TikTok's id of the call, which its support asks for."""


class InitOutcomeUnknown(PostEvent):
    """The answer to the init never reached us; it is not repeated by itself."""

    TYPE: ClassVar[str] = "tiktok.InitOutcomeUnknown.v1"

    attempt: int


class InitOutcomeGivenUp(PostEvent):
    """Three days have not told what became of a lost init: TikTok may have posted it."""

    TYPE: ClassVar[str] = "tiktok.InitOutcomeGivenUp.v1"

    attempt: int


class ChangedPost(BaseModel):
    """What a new attempt asks for, where its user has changed what the one before asked for."""

    model_config = ConfigDict(frozen=True)

    changed: list[str]
    """The fields of the request that are not as before, by name."""
    requested_at: datetime
    """When the post was asked for first; this and the next two never change."""
    mode: str
    media: Literal["VIDEO", "PHOTO"] = "VIDEO"
    source: str
    title: PersonalText = ""
    description: PersonalText = ""
    privacy_level: str | None = None
    video_size: int | None = None
    photo_count: int | None = None
    is_aigc: bool = False
    consent: Consent | None = None
    """None where the caller has told of none for this attempt."""


class RetryRequested(PostEvent):
    """The user wants the post tried again; `attempt` is the one that begins."""

    TYPE: ClassVar[str] = "tiktok.RetryRequested.v1"

    attempt: int
    request: ChangedPost | None = None
    """None where the attempt asks for the same as the one before."""


class CancelRequested(PostEvent):
    """The user wants the post cancelled; only TikTok's word that it failed says that it was."""

    TYPE: ClassVar[str] = "tiktok.CancelRequested.v1"


class CancelRefused(PostEvent):
    """TikTok does not cancel the post; it goes its way."""

    TYPE: ClassVar[str] = "tiktok.CancelRefused.v1"

    code: str
    platform_message: PersonalText = ""
    log_id: str | None = None


class UploadTerminated(PostEvent):
    """The upload was ended: no byte will follow, and so nothing can be posted.

    The user gave it up, or the file is an `unsupported_video`, of which no byte was sent.
    """

    TYPE: ClassVar[str] = "tiktok.UploadTerminated.v1"

    fail_reason: str = "upload_terminated"


class UploadRefused(PostEvent):
    """TikTok refused a part of the video: the attempt has ended.

    Nothing was posted, unless the code is `upload_end_unclear`: then TikTok may have the last part
    from a try before, whose answer was lost.
    """

    TYPE: ClassVar[str] = "tiktok.UploadRefused.v1"

    code: str
    platform_message: PersonalText = ""
    """TikTok's own sentence, shortened, where it gave one."""
    log_id: str | None = None


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
    by: Witness
    platform_status: str
    uploaded_bytes: int | None = None


class PostPublished(PostEvent):
    """TikTok said the post is published; a public id, if any, comes later."""

    TYPE: ClassVar[str] = "tiktok.PostPublished.v1"

    observed_at: datetime
    by: Witness


class PostDeliveredToInbox(PostEvent):
    """The user was notified in the app, and finishes the post there."""

    TYPE: ClassVar[str] = "tiktok.PostDeliveredToInbox.v1"

    observed_at: datetime
    by: Witness


class PostBecamePublic(PostEvent):
    """One public post came of it."""

    TYPE: ClassVar[str] = "tiktok.PostBecamePublic.v1"

    platform_post_id: str
    observed_at: datetime
    by: Witness
    link: PersonalText = ""
    """Where it can be watched, where the creator's user name is known."""
    earlier_attempt: int | None = None
    """Which attempt it came of, where that is one before the live attempt."""


class PostNoLongerPublic(PostEvent):
    """One public post is public no more."""

    TYPE: ClassVar[str] = "tiktok.PostNoLongerPublic.v1"

    platform_post_id: str
    observed_at: datetime
    by: Witness
    earlier_attempt: int | None = None
    """Which attempt it came of, where that is one before the live attempt."""


class PostFailed(PostEvent):
    """TikTok gave the post up, and said why."""

    TYPE: ClassVar[str] = "tiktok.PostFailed.v1"

    fail_reason: str
    observed_at: datetime
    by: Witness
    log_id: str | None = None


class PostDelayed(PostEvent):
    """TikTok has said no last word for half an hour; it is asked less often from now on."""

    TYPE: ClassVar[str] = "tiktok.PostDelayed.v1"

    since: datetime


class PostLost(PostEvent):
    """TikTok has said no last word for a day, and is asked no more; a webhook still counts."""

    TYPE: ClassVar[str] = "tiktok.PostLost.v1"

    since: datetime


class MetricsSampled(PostEvent):
    """The totals of one public post at one moment, and its address; TikTok keeps no history."""

    TYPE: ClassVar[str] = "tiktok.MetricsSampled.v1"

    platform_post_id: str
    observed_at: datetime
    view_count: int
    like_count: int
    comment_count: int
    share_count: int
    link: PersonalText = ""
    """Where it can be watched, as TikTok says; empty where it says nothing new."""


class PostDrifted(PostEvent):
    """The account's video list and our post disagree about whether it is public."""

    TYPE: ClassVar[str] = "tiktok.PostDrifted.v1"

    kind: Literal["missing", "unexpected"]
    """`missing`: public for us and not listed; `unexpected`: listed and not public for us."""
    platform_post_id: str
    observed_at: datetime


class StatusConflict(PostEvent):
    """TikTok said two final things that cannot both hold; the post keeps the higher."""

    TYPE: ClassVar[str] = "tiktok.StatusConflict.v1"

    said: str
    kept: str
    observed_at: datetime


class WebhookUnmatched(Event):
    """A webhook was not applied to any account or post, for ever.

    Without a `reason` it waited seven days for what it is about, and that did not come. With
    `another_user` it names a post that is not of the TikTok user that it names.
    """

    TYPE: ClassVar[str] = "tiktok.WebhookUnmatched.v1"
    TOPIC: ClassVar[str] = "tiktok.posts.v1"

    external_id: str
    platform_user_id: PersonalText = ""
    publish_id: str | None = None
    reason: Literal["", "another_user"] = ""

    @property
    def key(self) -> str:
        """No account is known: the platform's user keeps the order."""
        return self.platform_user_id

    @property
    def subject(self) -> str:
        """The delivery itself."""
        return self.external_id


class ForeignVideoFound(Event):
    """The account's video list holds a public video that Postlog has not posted; told once."""

    TYPE: ClassVar[str] = "tiktok.ForeignVideoFound.v1"
    TOPIC: ClassVar[str] = "tiktok.posts.v1"

    account_id: UUID
    user_id: UUID
    platform_post_id: str
    title: PersonalText = ""
    create_time: datetime
    observed_at: datetime

    @property
    def key(self) -> str:
        """In order with the account's posts."""
        return str(self.account_id)

    @property
    def subject(self) -> str:
        """TikTok's id of the video, of this account's: another's may come to hold the same user."""
        return f"{self.account_id}|{self.platform_post_id}"


EVENTS: list[type[Event]] = [
    PostRequested,
    InitAttempted,
    InitAccepted,
    InitRejected,
    InitOutcomeUnknown,
    InitOutcomeGivenUp,
    RetryRequested,
    CancelRequested,
    CancelRefused,
    UploadTerminated,
    UploadRefused,
    UploadCompleted,
    StatusObserved,
    PostPublished,
    PostDeliveredToInbox,
    PostBecamePublic,
    PostNoLongerPublic,
    PostFailed,
    PostDelayed,
    PostLost,
    MetricsSampled,
    PostDrifted,
    StatusConflict,
    ForeignVideoFound,
    WebhookUnmatched,
]
