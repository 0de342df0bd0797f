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
    removal_effect: str | None
    removal_observed_at: datetime | None
    granted_at: datetime | None
    expires_at: datetime | None
    updated_at: datetime


class Accounts(View):
    """Every account of the user."""

    accounts: list[Account]


class Effect(Placed):
    """An event that the delivery led to."""

    account_id: UUID
    subject: str
    type: str
    time: datetime


class WebhookEvent(Placed):
    """A delivery of a platform about one of the user's accounts; `body` is as it came.

    `effects` is what it became here: nothing, where it told no news.
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
    effects: list[Effect]
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
