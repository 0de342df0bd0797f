"""What the API shows, field by field; every row says where in the log it is from."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, JsonValue


def _readable(body: object) -> object:
    return body.decode(errors="replace") if isinstance(body, bytes) else body


class View(BaseModel):
    """A row as it is shown."""

    model_config = ConfigDict(frozen=True)


class Placed(View):
    """The event that the row's newest word is from, and where it stands in the log."""

    event_id: str
    topic: str
    partition: int
    offset: int


class Account(Placed):
    """A connected account, or one that was."""

    account_id: UUID
    provider: str
    platform_user_id: str | None
    display_name: str | None
    avatar_url: str | None
    scopes: list[str] | None
    status: str | None
    reason: str | None
    granted_at: datetime | None
    expires_at: datetime | None
    updated_at: datetime


class Accounts(View):
    """Every account of the user."""

    accounts: list[Account]


class Post(Placed):
    """A TikTok post; `post_ids` are TikTok's, of what is public now."""

    post_id: UUID
    account_id: UUID
    publish_id: str | None
    status: str
    fail_reason: str | None
    mode: str | None
    source: str | None
    title: str | None
    privacy_level: str | None
    video_size: int | None
    is_aigc: bool | None
    post_ids: list[str]
    requested_at: datetime | None
    updated_at: datetime


class Posts(View):
    """Newest first."""

    posts: list[Post]
    next_cursor: str | None


class WebhookEvent(Placed):
    """A delivery of a platform about one of the user's accounts; `body` is as it came."""

    provider: str
    external_id: str
    account_id: UUID
    platform_user_id: str
    event: str | None
    publish_id: str | None
    platform_post_id: str | None
    verdict: str
    status: str
    create_time: datetime
    received_at: datetime
    unmatched_at: datetime | None
    body: Annotated[str, BeforeValidator(_readable)]


class WebhookEvents(View):
    """Received last, first."""

    webhook_events: list[WebhookEvent]
    next_cursor: str | None


class TimelineEvent(Placed):
    """One event of an account's story; `causation_id` is the `event_id` of what led to it."""

    type: str
    subject: str
    time: datetime
    sequence: int | None
    payload: dict[str, JsonValue]
    correlation_id: str | None
    causation_id: str | None


class Timeline(View):
    """The story so far, in the order of the log."""

    events: list[TimelineEvent]
    next_cursor: str | None
