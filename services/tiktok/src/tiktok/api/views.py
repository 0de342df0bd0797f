"""What the API gives: explicit models, and for every state and code a sentence and a next step."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from pydantic import BaseModel

from platforms.tiktok.catalogue import CATALOGUE
from platforms.tiktok.posting import Creator
from platforms.tiktok.upload import ChunkPlan
from tiktok.posts.retries import Retry, has_expired, retry_of
from tiktok.posts.store import PostView


class UploadTarget(BaseModel):
    """Where the browser sends the bytes (tus 1.0); `chunk_size` is what one PATCH should carry."""

    url: str
    chunk_size: int
    total_chunk_count: int

    @classmethod
    def of(cls, post: PostView, public_url: str) -> "UploadTarget | None":
        """Describe it for as long as TikTok waits for the user's bytes."""
        if post.status != "UPLOADING" or post.video_size is None or has_expired(post):
            return None
        plan = ChunkPlan.for_size(post.video_size)
        return cls(
            url=f"{public_url}/api/tiktok/uploads/{post.post_id}",
            chunk_size=plan.chunk_size,
            total_chunk_count=plan.total_chunk_count,
        )


class PostAnswer(BaseModel):
    """The post as it is now; `upload` where the user's bytes are awaited."""

    post_id: UUID
    publish_id: str | None
    status: str
    upload: UploadTarget | None = None

    @classmethod
    def of(cls, post: PostView, public_url: str) -> "PostAnswer":
        """Describe a post."""
        return cls(
            post_id=post.post_id,
            publish_id=post.publish_id,
            status=post.status,
            upload=UploadTarget.of(post, public_url),
        )


# What each state means, and what to do about it.
STATES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "INIT_ATTEMPTED": ("TikTok is being asked to take the post.", "Wait a moment."),
        "INIT_REJECTED": ("TikTok refused the post; nothing was published.", "Start a new post."),
        "INIT_OUTCOME_UNKNOWN": (
            "TikTok's answer was lost. No video was sent, so nothing is published.",
            "Try the post again.",
        ),
        "UNKNOWN": (
            "TikTok's answer was lost, and nothing has told since whether it took the post.",
            "TikTok may have posted this; look in the app before trying again.",
        ),
        "UPLOADING": ("The video is on its way to TikTok.", "Keep the page open until it is sent."),
        "PROCESSING": (
            "TikTok has the post and is processing it; this may take a few minutes.",
            "There is nothing to do.",
        ),
        "SEND_TO_USER_INBOX": (
            "TikTok has put the post into the app's inbox.",
            "Open the notification in the TikTok app and finish the post there.",
        ),
        "PUBLISH_COMPLETE": ("Published.", "There is nothing to do."),
        "LOST": (
            "TikTok has not said for a day what became of the post.",
            "Look in the TikTok app before you try again.",
        ),
        "FAILED": ("TikTok could not publish the post.", "Try the post again."),
    }
)
FETCHED_UNKNOWN = (
    "TikTok's answer was lost, and it may have taken the post all the same.",
    "Wait: a notice of TikTok or its list of videos may still tell.",
)


UPLOAD_EXPIRED = (
    "TikTok takes a video for an hour; this one was not sent within it.",
    "Try the post again; the video is sent from its first byte.",
)


# A refusal of our own has a name with hyphens, as problems do; TikTok writes none.
NOT_BEGUN = (
    "TikTok could not be asked to take the post; nothing was published.",
    "Look whether the account must be connected again, then try the post again.",
)


def told(post: PostView) -> tuple[str, str]:
    """Give the sentence and the next step: of the code where there is one, else of the state."""
    if post.status == "INIT_OUTCOME_UNKNOWN" and post.source == "PULL_FROM_URL":
        return FETCHED_UNKNOWN
    if has_expired(post):
        return UPLOAD_EXPIRED
    if "-" in (post.fail_reason or "") and post.status == "INIT_REJECTED":
        return NOT_BEGUN
    if post.fail_reason and post.status in {"FAILED", "INIT_REJECTED"}:
        found = CATALOGUE.entry(
            "fail_reason" if post.status == "FAILED" else "api", post.fail_reason
        )
        return found.sentence, found.next_step
    return STATES.get(post.status, (post.status, ""))


INTERNAL = {
    "user_id",
    "request",
    "request_sha256",
    "sealed_addresses",
    "cancel_due_at",
    "upload_expires_at",
    "may_be_whole",
}


class StatusAnswer(BaseModel):
    """Where a post stands, what that means, and when TikTok was last asked.

    `retry` says what a new attempt would be: refused, safe, or possibly a second post, of which the
    user should be asked first.
    """

    observed_at: datetime | None
    post_id: UUID
    publish_id: str | None
    account_id: UUID
    media: str
    mode: str
    source: str
    attempt: int
    status: str
    is_delayed: bool
    fail_reason: str | None
    message: str
    next_step: str
    retry: Retry
    post_ids: list[str]
    video_size: int | None
    uploaded_bytes: int
    created_at: datetime
    upload: UploadTarget | None

    @classmethod
    def of(cls, post: PostView, public_url: str) -> "StatusAnswer":
        """Describe a post; while its bytes are awaited, with the address for them."""
        message, next_step = told(post)
        return cls(
            message=message,
            next_step=next_step,
            retry=retry_of(post),
            upload=UploadTarget.of(post, public_url),
            **post.model_dump(exclude=INTERNAL),
        )


class PendingShares(BaseModel):
    """Drafts that wait in the TikTok inbox or are on their way there, of `limit` in 24 hours."""

    used: int
    limit: int
    near_limit: bool
    inbox_videos: int
    photo_drafts: int


class Quota(BaseModel):
    """What may still be asked of TikTok now, as far as Postlog can count it.

    TikTok counts the posts of all apps: `posts_last_24_hours` are ours, and 15 is its usual limit.
    """

    pending_shares: PendingShares
    inits_left_this_minute: dict[str, int]
    creator_queries_left_this_minute: int
    posts_last_24_hours: int
    near_daily_limit: bool


class CreatorAnswer(BaseModel):
    """What TikTok lets this creator choose at this moment, and what is left of the limits."""

    account_id: UUID
    nickname: str
    username: str
    avatar_url: str
    privacy_level_options: list[str]
    comment_disabled: bool
    duet_disabled: bool
    stitch_disabled: bool
    max_video_post_duration_sec: int
    quota: Quota

    @classmethod
    def of(cls, account_id: UUID, creator: Creator, quota: Quota) -> "CreatorAnswer":
        """Describe a creator."""
        return cls(
            account_id=account_id,
            nickname=creator.creator_nickname,
            username=creator.creator_username,
            avatar_url=creator.creator_avatar_url,
            privacy_level_options=list(creator.privacy_level_options),
            comment_disabled=creator.comment_disabled,
            duet_disabled=creator.duet_disabled,
            stitch_disabled=creator.stitch_disabled,
            max_video_post_duration_sec=creator.max_video_post_duration_sec,
            quota=quota,
        )
