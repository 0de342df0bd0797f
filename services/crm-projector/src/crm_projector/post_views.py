"""What the API shows of posts and of their numbers, field by field."""

from datetime import date, datetime
from uuid import UUID

from crm_projector.views import Placed, TimelineEvent, View


class Metrics(View):
    """Totals at their last sample; null where there was none yet."""

    view_count: int | None
    like_count: int | None
    comment_count: int | None
    share_count: int | None
    sampled_at: datetime | None


class Post(Placed, Metrics):
    """A TikTok post; `post_ids` are TikTok's, of what is public now.

    The numbers are summed over everything public that came of the post, now or once.
    """

    post_id: UUID
    account_id: UUID
    publish_id: str | None
    status: str
    is_pending: bool
    fail_reason: str | None
    attempt: int | None
    found_by: str | None
    delayed_since: datetime | None
    cancel: str | None
    cancel_reason: str | None
    mode: str | None
    media: str | None
    source: str | None
    title: str | None
    description: str | None
    privacy_level: str | None
    video_size: int | None
    photo_count: int | None
    is_aigc: bool | None
    post_ids: list[str]
    requested_at: datetime | None
    updated_at: datetime


class Posts(View):
    """Newest first."""

    posts: list[Post]
    next_cursor: str | None


class PublicId(Placed, Metrics):
    """One thing that is or was public; `drift` is how TikTok's own list disagrees with that."""

    platform_post_id: str
    is_public: bool | None
    drift: str | None
    drifted_at: datetime | None
    updated_at: datetime


class PostDetail(Post):
    """A post with every step it took, in order; samples of its numbers are `insights`."""

    public_ids: list[PublicId]
    steps: list[TimelineEvent]


class Insight(Placed):
    """The totals of one public id at one moment."""

    account_id: UUID
    post_id: UUID
    platform_post_id: str
    observed_at: datetime
    view_count: int
    like_count: int
    comment_count: int
    share_count: int


class Insights(View):
    """Newest first."""

    insights: list[Insight]
    next_cursor: str | None


class Day(View):
    """Totals at the end of a day (UTC), summed over the `public_ids` that were sampled in it."""

    day: date
    public_ids: int
    view_count: int
    like_count: int
    comment_count: int
    share_count: int


class DailyInsights(View):
    """Newest first; a day without a sample is left out."""

    days: list[Day]


class ForeignVideo(Placed):
    """A public video of the account that Postlog has not posted."""

    account_id: UUID
    platform_post_id: str
    title: str
    create_time: datetime
    observed_at: datetime


class ForeignVideos(View):
    """Newest first."""

    videos: list[ForeignVideo]
    next_cursor: str | None
