"""What the API shows of TikTok posts, field by field."""

from datetime import datetime
from uuid import UUID

from crm_projector.read.views import LogPosition, Metrics, TimelineEvent, View, Visibility


class Post(LogPosition, Metrics):
    """A TikTok post; `post_ids` are TikTok's, of what is public now.

    `platform_message` is TikTok's own sentence about a refusal, and `log_id` its id of the call.
    The numbers are summed over everything public that came of the post, now or once. `visibility`
    says whether everybody can see it: `AWAITED` is what everybody shall see once TikTok has checked
    it; null is what not everybody may see, or what is not published.
    """

    post_id: UUID
    account_id: UUID
    publish_id: str | None
    status: str
    is_pending: bool
    fail_reason: str | None
    platform_message: str | None
    log_id: str | None
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
    visibility: Visibility | None
    requested_at: datetime | None
    updated_at: datetime


class Posts(View):
    """Newest first."""

    posts: list[Post]
    next_cursor: str | None


class PublicId(LogPosition, Metrics):
    """One thing that is or was public; `drift` is how TikTok's own list disagrees with that.

    `link` is where it can be watched; null where neither TikTok nor the user name has told that.
    """

    platform_post_id: str
    link: str | None
    is_public: bool | None
    drift: str | None
    drifted_at: datetime | None
    updated_at: datetime


class PostDetail(Post):
    """A post with every step it took, in order; samples of its numbers are `insights`."""

    public_ids: list[PublicId]
    steps: list[TimelineEvent]


class ForeignVideo(LogPosition):
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


class WebhookTest(View):
    """A test that TikTok's developer pages sent to the address of our webhooks."""

    verdict: str
    create_time: datetime | None
    received_at: datetime


class WebhookTests(View):
    """The newest tests, received last, first; they tell of no account, so all users see them."""

    webhook_tests: list[WebhookTest]
