"""What the API shows, field by field; every row says where in the log it is from."""

import base64
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, JsonValue, model_validator

from contracts.names import account_name
from contracts.webhooks import ReceivedHeader


def _readable(body: object) -> object:
    return body.decode(errors="replace") if isinstance(body, bytes) else body


def _or_none(headers: object) -> object:
    return headers or []


def _as_base64(body: object) -> object:
    return base64.b64encode(body).decode() if isinstance(body, bytes) else body


class View(BaseModel):
    """A row as it is shown."""

    model_config = ConfigDict(frozen=True)


class LogPosition(View):
    """The event that wrote the row last, and where it stands in the log."""

    event_id: str
    topic: str
    partition: int
    offset: int


class Named(View):
    """What an account's name is made of."""

    provider: str
    account_id: UUID
    display_name: str | None
    username: str | None


def name_of(row: dict[str, object]) -> str:
    """Give what every page and mail calls the row's account."""
    known = Named.model_validate(row)
    return account_name(known.provider, known.account_id, known.display_name, known.username)


class Account(LogPosition):
    """A connected account, or one that was; `display_name` is never empty."""

    account_id: UUID
    provider: str
    platform_user_id: str | None
    display_name: str
    username: str | None
    avatar_url: str | None
    scopes: list[str] | None
    status: str | None
    reason: str | None
    removal_effect: str | None
    removal_observed_at: datetime | None
    granted_at: datetime | None
    expires_at: datetime | None
    updated_at: datetime

    @model_validator(mode="before")
    @classmethod
    def _named(cls, row: dict[str, object]) -> dict[str, object]:
        return {**row, "display_name": name_of(row)}


class Accounts(View):
    """Every account of the user."""

    accounts: list[Account]


class Effect(LogPosition):
    """An event that the delivery led to."""

    account_id: UUID
    subject: str
    type: str
    time: datetime


class WebhookEvent(LogPosition):
    """A delivery of a platform about one of the user's accounts.

    `body_base64` holds the bytes as they came, `body` the same as text, `headers` those of its
    request that are kept. `effects` are the events that it led to: none, where it changed nothing.
    `unmatched_reason` is `another_user` where it names a post that is not its user's.
    """

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
    unmatched_reason: str | None
    effects: list[Effect]
    headers: Annotated[list[ReceivedHeader], BeforeValidator(_or_none)]
    body: Annotated[str, BeforeValidator(_readable)]
    body_base64: Annotated[str, BeforeValidator(_as_base64)]

    @model_validator(mode="before")
    @classmethod
    def _twice(cls, row: dict[str, object]) -> dict[str, object]:
        """Show the body in both ways; PostgreSQL sends it once."""
        return {**row, "body_base64": row["body"]}


class WebhookEvents(View):
    """Received last, first."""

    webhook_events: list[WebhookEvent]
    next_cursor: str | None


class TimelineEvent(LogPosition):
    """One event of an account's timeline; `causation_id` is the `event_id` of what led to it."""

    type: str
    subject: str
    time: datetime
    sequence: int | None
    payload: dict[str, JsonValue]
    correlation_id: str | None
    causation_id: str | None


class Timeline(View):
    """The account's events, in the order of the log."""

    events: list[TimelineEvent]
    next_cursor: str | None


class Metrics(View):
    """Totals at their last sample; null where there was none yet."""

    view_count: int | None
    like_count: int | None
    comment_count: int | None
    share_count: int | None
    sampled_at: datetime | None


Visibility = Literal["PUBLIC", "AWAITED", "WITHDRAWN"]
"""Whether everybody can see a post now, will once the platform has checked it, or no longer can."""


class PostSummary(LogPosition, Metrics):
    """A post of any platform.

    `status` is in words that all platforms share: `DELIVERED` waits in the platform's app for the
    person to finish it. `platform_status`, `kind` and `source` are the platform's own words. `link`
    is where it can be seen; `platform_post_id` is null unless it is public.
    """

    provider: str
    account_id: UUID
    account_name: str
    post_id: UUID
    status: str
    platform_status: str
    kind: str | None
    title: str | None
    link: str | None
    platform_post_id: str | None
    visibility: Visibility | None
    source: str | None
    fail_reason: str | None
    created_at: datetime
    updated_at: datetime

    @model_validator(mode="before")
    @classmethod
    def _named(cls, row: dict[str, object]) -> dict[str, object]:
        return {**row, "account_name": name_of(row)}


class PostSummaries(View):
    """In the order that was asked for."""

    posts: list[PostSummary]
    next_cursor: str | None


class Insight(LogPosition):
    """The totals of one public id at one moment; null where the platform does not tell one.

    `metrics` are all that the platform told, by its own names. Without `post_id` it was not posted
    from here.
    """

    provider: str
    account_id: UUID
    post_id: UUID | None
    platform_post_id: str
    observed_at: datetime
    view_count: int | None
    like_count: int | None
    comment_count: int | None
    share_count: int | None
    metrics: dict[str, float | None]


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


class Gain(View):
    """What one kind of posts of a platform gained on a day (UTC), by the samples of that day.

    `posts` counts those that were sampled. `kind` is in the platform's own words. A count may be
    below 0: likes are taken back.
    """

    day: date
    provider: str
    kind: str | None
    posts: int
    view_count: int
    like_count: int
    comment_count: int
    share_count: int


class Gains(View):
    """Newest first; a day without a sample is left out."""

    days: list[Gain]
