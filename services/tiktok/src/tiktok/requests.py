"""What the API takes and gives: request bodies are strict, answers are explicit."""

import hashlib
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from platforms.tiktok.posting import DirectPost
from platforms.tiktok.upload import MAX_VIDEO_SIZE, ChunkPlan
from tiktok.posts import PostView

LONGEST_TITLE = 2200  # UTF-16 units


def _fits(title: str) -> str:
    if len(title.encode("utf-16-le")) // 2 > LONGEST_TITLE:
        raise ValueError(f"longer than {LONGEST_TITLE} UTF-16 units")
    if "\x00" in title:
        raise ValueError("holds a NUL")
    return title


class UploadRequest(BaseModel):
    """A video to post; the fields of TikTok's `post_info` have its names and meanings.

    https://developers.tiktok.com/doc/content-posting-api-reference-direct-post
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    account_id: UUID
    mode: Literal["DIRECT_POST"] = "DIRECT_POST"
    source: Literal["FILE_UPLOAD"] = "FILE_UPLOAD"
    video_size: Annotated[int, Field(ge=1, le=MAX_VIDEO_SIZE)]
    title: Annotated[str, AfterValidator(_fits)] = ""
    privacy_level: Literal[
        "PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR", "SELF_ONLY"
    ]
    disable_comment: bool = False
    disable_duet: bool = False
    disable_stitch: bool = False
    brand_content_toggle: bool = False
    brand_organic_toggle: bool = False
    is_aigc: bool = False
    video_cover_timestamp_ms: Annotated[int, Field(ge=0, lt=2**31)] | None = None

    def sha256(self) -> bytes:
        """Tell this request from another that bears the same idempotency key."""
        return hashlib.sha256(self.model_dump_json().encode()).digest()

    def direct_post(self) -> DirectPost:
        """Give TikTok's `post_info`."""
        return DirectPost(
            privacy_level=self.privacy_level,
            title=self.title,
            disable_comment=self.disable_comment,
            disable_duet=self.disable_duet,
            disable_stitch=self.disable_stitch,
            video_cover_timestamp_ms=self.video_cover_timestamp_ms,
            brand_content_toggle=self.brand_content_toggle,
            brand_organic_toggle=self.brand_organic_toggle,
            is_aigc=self.is_aigc,
        )


class UploadTarget(BaseModel):
    """Where the browser sends the bytes (tus 1.0); `chunk_size` is what one PATCH should carry."""

    url: str
    chunk_size: int
    total_chunk_count: int


class UploadAnswer(BaseModel):
    """The post as it is now."""

    post_id: UUID
    publish_id: str | None
    status: str
    upload: UploadTarget | None = None

    @classmethod
    def of(cls, post: PostView, public_url: str) -> "UploadAnswer":
        """Describe a post; bytes are wanted only once TikTok has accepted it."""
        plan = ChunkPlan.for_size(post.video_size)
        target = UploadTarget(
            url=f"{public_url}/api/tiktok/uploads/{post.post_id}",
            chunk_size=plan.chunk_size,
            total_chunk_count=plan.total_chunk_count,
        )
        return cls(
            post_id=post.post_id,
            publish_id=post.publish_id,
            status=post.status,
            upload=target if post.publish_id else None,
        )


MESSAGES = {
    "INIT_ATTEMPTED": "Asking TikTok to take the post.",
    "INIT_REJECTED": "TikTok refused the post; nothing was published.",
    "INIT_OUTCOME_UNKNOWN": "TikTok's answer was lost. No video was sent, so nothing is published;"
    " start the upload anew.",
    "UPLOADING": "The video is on its way to TikTok.",
    "PROCESSING": "TikTok has the video and is processing it; this may take a few minutes.",
    "SEND_TO_USER_INBOX": "TikTok has put the video into the app's inbox; finish the post there.",
    "PUBLISH_COMPLETE": "Published.",
    "FAILED": "TikTok could not publish the video.",
}


class StatusAnswer(BaseModel):
    """Where a post stands, and when TikTok was last asked."""

    observed_at: datetime | None
    post_id: UUID
    publish_id: str | None
    status: str
    fail_reason: str | None
    message: str
    post_ids: list[str]
    uploaded_bytes: int

    @classmethod
    def of(cls, post: PostView) -> "StatusAnswer":
        """Describe a post."""
        return cls(
            observed_at=post.observed_at,
            post_id=post.post_id,
            publish_id=post.publish_id,
            status=post.status,
            fail_reason=post.fail_reason,
            message=MESSAGES.get(post.status, post.status),
            post_ids=post.post_ids,
            uploaded_bytes=post.uploaded_bytes,
        )
