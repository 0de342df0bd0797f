"""What the API gives, as explicit models."""

from datetime import UTC, datetime
from uuid import UUID

from pydantic import BaseModel

from platforms.tiktok.upload import ChunkPlan
from tiktok.posts.retries import Change, Retry, change_of, has_expired, retry_of
from tiktok.posts.view import PostView
from tiktok.posts.words import words_of
from tiktok.publishing.creators import CREATOR, INITS, CreatorState

USUAL_DAILY_LIMIT = 15
"""TikTok publishes no number of posts a day; about so many a creator are usual."""


class UploadTarget(BaseModel):
    """Where the browser sends the bytes (tus 1.0); `chunk_size` is what one PATCH should carry."""

    url: str
    chunk_size: int
    total_chunk_count: int

    @classmethod
    def of(cls, post: PostView, public_url: str) -> "UploadTarget | None":
        """Describe it for as long as TikTok waits for the user's bytes."""
        if (
            post.status != "UPLOADING"
            or post.video_size is None
            or has_expired(post, datetime.now(UTC))
        ):
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


class StatusAnswer(BaseModel):
    """Where a post stands, what that means, and when TikTok was last asked.

    `retry` says what a new attempt would be: refused, safe, or possibly a second post, of which the
    user should be asked first. `change` says what it must change, since TikTok would refuse the
    same again. `platform_message` is TikTok's own sentence about a refusal, `log_id` TikTok's id of
    the call, which its support asks for. `post_ids` are public now; `earlier_post_ids` are
    those of them that came of an attempt before this one. `links` gives where each of the
    `post_ids` can be watched; one whose address is not known is left out.
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
    platform_message: str | None
    log_id: str | None
    message: str
    next_step: str
    retry: Retry
    change: Change | None
    post_ids: list[str]
    links: dict[str, str]
    earlier_post_ids: list[str]
    video_size: int | None
    uploaded_bytes: int
    created_at: datetime
    upload: UploadTarget | None

    @classmethod
    def of(cls, post: PostView, public_url: str) -> "StatusAnswer":
        """Describe a post; while its bytes are awaited, with the address for them."""
        now = datetime.now(UTC)
        words = words_of(post, now)
        return cls(
            observed_at=post.observed_at,
            post_id=post.post_id,
            publish_id=post.publish_id,
            account_id=post.account_id,
            media=post.media,
            mode=post.mode,
            source=post.source,
            attempt=post.attempt,
            status=post.status,
            is_delayed=post.is_delayed,
            fail_reason=post.fail_reason,
            platform_message=post.platform_message,
            log_id=post.log_id,
            message=words.message,
            next_step=words.next_step,
            retry=retry_of(post, now),
            change=change_of(post),
            post_ids=post.post_ids,
            links=post.links,
            earlier_post_ids=post.earlier_post_ids,
            video_size=post.video_size,
            uploaded_bytes=post.uploaded_bytes,
            created_at=post.created_at,
            upload=UploadTarget.of(post, public_url),
        )


class PendingShares(BaseModel):
    """Drafts of the last 24 hours that may still wait in the TikTok inbox, of `limit`.

    TikTok does not tell how many it counts, nor when one is discarded: `used` is a guess, which
    refuses nothing. `closed_until` is set where TikTok itself has refused a draft.
    """

    used: int
    limit: int
    near_limit: bool
    closed_until: datetime | None = None
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

    @classmethod
    def of(cls, state: CreatorState) -> "Quota":
        """Describe what is left."""
        used, limit, left = state.used, state.slots.limit, state.calls_left
        return cls(
            pending_shares=PendingShares(
                used=used.slots,
                limit=limit,
                near_limit=used.slots >= limit - 1,
                closed_until=state.inbox_closed_until,
                inbox_videos=used.inbox_videos,
                photo_drafts=used.photo_drafts,
            ),
            inits_left_this_minute={name: left[name] for name in INITS},
            creator_queries_left_this_minute=left[CREATOR],
            posts_last_24_hours=used.posts_of_a_day,
            near_daily_limit=used.posts_of_a_day >= USUAL_DAILY_LIMIT,
        )


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
    def of(cls, state: CreatorState) -> "CreatorAnswer":
        """Describe a creator."""
        creator = state.creator
        return cls(
            account_id=state.account_id,
            nickname=creator.creator_nickname,
            username=creator.creator_username,
            avatar_url=creator.creator_avatar_url,
            privacy_level_options=list(creator.privacy_level_options),
            comment_disabled=creator.comment_disabled,
            duet_disabled=creator.duet_disabled,
            stitch_disabled=creator.stitch_disabled,
            max_video_post_duration_sec=creator.max_video_post_duration_sec,
            quota=Quota.of(state),
        )


class VerifiedAnswer(BaseModel):
    """What is verified with TikTok: domains, with their sub-domains, and prefixes of addresses."""

    verified: list[str]
