"""What the API shows of Instagram, field by field."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AliasChoices, BeforeValidator, Field, model_validator

from crm_projector.read.views import LogPosition, TimelineEvent, View

Numbers = dict[str, float | None]


def _or_empty(text: object) -> object:
    return text or ""


TextOrEmpty = Annotated[str, BeforeValidator(_or_empty)]


class Measured(LogPosition):
    """Something with numbers, by Instagram's names; null is not told, a missing one does not exist.

    A story's last numbers, which Instagram sends when it is over, replace those sampled before.
    """

    like_count: int | None
    comments_count: int | None
    metrics: Numbers
    sampled_at: datetime | None

    @model_validator(mode="before")
    @classmethod
    def _newest(cls, row: dict[str, object]) -> dict[str, object]:
        """Put the two kinds of numbers together."""
        if "metrics" in row:
            return row
        sampled, last = (_numbers(row, name) for name in ("metrics_json", "last_metrics_json"))
        told = {name: value for name, value in last.items() if value is not None}
        return {**row, "metrics": {**last, **sampled, **told}}


def _numbers(row: dict[str, object], name: str) -> dict[str, object]:
    found = row.get(name)
    return found if isinstance(found, dict) else {}


class InstagramAccount(LogPosition):
    """How an account is reached and how far; `reason` says why `access_level` is less than full."""

    account_id: UUID
    ig_business_id: str
    username: str
    login: str
    page_id: str | None
    page_name: str | None
    access_level: str
    reason: str | None
    is_subscribed: bool
    observed_at: datetime
    updated_at: datetime


class InstagramAccounts(View):
    """By user name."""

    accounts: list[InstagramAccount]


class PostItem(View):
    """One picture or video that was asked for."""

    is_video: bool
    source: str
    asset_id: UUID | None = None
    alt_text: str = ""


def _or_no_items(items: object) -> object:
    return items or []


class InstagramPost(Measured):
    """A post that was asked for here; `fail_code` and what follows tell why it is not published.

    `failed_item` counts the items from 0. `gone_at` is when Instagram listed the post no more.
    """

    post_id: UUID
    account_id: UUID
    status: str
    is_pending: bool
    kind: str | None
    caption: str | None
    items: Annotated[list[PostItem], BeforeValidator(_or_no_items)]
    location_id: str | None
    collaborators_count: int | None
    share_to_feed: bool | None
    is_ai_generated: bool | None
    attempt: int | None
    fail_code: str | None
    fail_message: str | None
    platform_message: str | None
    failed_item: int | None
    fbtrace_id: str | None
    media_id: str | None
    permalink: str | None
    found_by: str | None
    published_at: datetime | None
    gone_at: datetime | None
    created_at: datetime | None
    updated_at: datetime


class InstagramPosts(View):
    """Newest first."""

    posts: list[InstagramPost]
    next_cursor: str | None


class InstagramPostDetail(InstagramPost):
    """A post with every step it took, in order."""

    steps: list[TimelineEvent]


class Medium(Measured):
    """A medium of an account; without `post_id` it was not posted from here.

    `no_metrics_code` is Instagram's reason why this medium has no numbers, for ever.
    """

    account_id: UUID
    media_id: str
    post_id: UUID | None
    media_type: str | None
    product_type: str | None
    caption: str | None
    permalink: str | None
    alt_text: str | None
    no_metrics_code: str | None
    gone_at: datetime | None
    created_at: datetime | None
    observed_at: datetime | None
    updated_at: datetime


class Media(View):
    """Newest first."""

    media: list[Medium]
    next_cursor: str | None


class Reply(View):
    """An answer of ours to a `comment` or `mention`, or a `private` one, and what became of it.

    `platform_comment_id` is the id of a private one's message.
    """

    reply_id: UUID
    target: str | None
    status: str
    text: TextOrEmpty
    platform_comment_id: str | None
    fail_code: str | None
    fail_message: str | None
    platform_message: str | None
    created_at: datetime | None
    posted_at: datetime | None


class Comment(LogPosition):
    """A comment below a medium of the account; the author is null where Instagram withholds it.

    `by_us` tells whether it was deleted from here. `refused_action` is what was wanted last and not
    done, for the reason in `fail_message`.
    """

    account_id: UUID
    comment_id: str
    media_id: str | None
    media_permalink: str | None
    parent_id: str | None
    text: TextOrEmpty
    author_id: str | None
    author_name: str | None
    is_ours: bool
    is_of_ad: bool
    is_hidden: bool
    is_answered: bool
    replies: list[Reply]
    deleted_at: datetime | None
    by_us: bool | None
    refused_action: str | None
    fail_code: str | None
    fail_message: str | None
    created_at: datetime | None
    noticed_at: datetime
    updated_at: datetime


class Comments(View):
    """In the order that was asked for."""

    comments: list[Comment]
    next_cursor: str | None


class Mention(LogPosition):
    """A mention of the account; in a caption where `comment_id` is null."""

    account_id: UUID
    media_id: str
    comment_id: str | None
    text: TextOrEmpty
    author_name: str | None
    replies: list[Reply]
    noticed_at: datetime
    updated_at: datetime


class Mentions(View):
    """Newest first."""

    mentions: list[Mention]
    next_cursor: str | None


class AccountDay(LogPosition):
    """The numbers of an account on one day (UTC), as they were told last."""

    account_id: UUID
    day: date
    metrics: Numbers = Field(validation_alias=AliasChoices("metrics_json", "metrics"))
    observed_at: datetime


class AccountInsights(View):
    """Newest first."""

    days: list[AccountDay]
    next_cursor: str | None


class InstagramWebhookTest(View):
    """A test that Meta's dashboard sent to the address of our webhooks."""

    event: str | None
    verdict: str
    create_time: datetime | None
    received_at: datetime


class InstagramWebhookTests(View):
    """The newest tests, received last, first; they tell of no account, so all users see them."""

    webhook_tests: list[InstagramWebhookTest]
