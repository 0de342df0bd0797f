"""What the API shows, field by field; every row says where in the log it is from."""

import base64
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, JsonValue

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
    """A delivery of a platform about one of the user's accounts.

    `body_base64` holds the bytes as they came, `body` the same as text, `headers` those of its
    request that are kept. `effects` is what it became here: nothing, where it told no news.
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
    headers: Annotated[list[ReceivedHeader], BeforeValidator(_or_none)]
    body: Annotated[str, BeforeValidator(_readable)]
    body_base64: Annotated[str, BeforeValidator(_as_base64)]


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
