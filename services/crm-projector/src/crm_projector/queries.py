"""What may be asked of each list, and the keys that their pages go by."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.tiktok import DeliveryState


class PageQuery(BaseModel):
    """How much, and from where; `cursor` is what the page before gave as `next_cursor`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Annotated[int, Field(ge=1, le=500)] = 100
    cursor: str | None = None


class PostsQuery(PageQuery):
    """Posts of one account, or in one state, or both."""

    account_id: UUID | None = None
    status: DeliveryState | None = None


class WebhookEventsQuery(PageQuery):
    """Deliveries in one state."""

    status: Literal["RECEIVED", "UNPARSEABLE", "UNMATCHED"] | None = None


class PostPosition(BaseModel):
    """Behind this post."""

    at: datetime
    post_id: UUID


class WebhookPosition(BaseModel):
    """Behind this delivery."""

    at: datetime
    external_id: str


class TimelinePosition(BaseModel):
    """Behind this record."""

    at: datetime
    topic: str
    partition: int
    offset: int
