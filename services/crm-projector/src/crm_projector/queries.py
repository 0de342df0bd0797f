"""What may be asked of each list, and the keys that their pages go by."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contracts.tiktok import DeliveryState

# PostgreSQL has no NUL in text.
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class Query(BaseModel):
    """What an operation may be asked; a name that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RangeQuery(Query):
    """A span of time: `from` belongs to it, `to` does not."""

    since: AwareDatetime | None = Field(default=None, alias="from")
    until: AwareDatetime | None = Field(default=None, alias="to")


class PageQuery(Query):
    """How much, and from where; `cursor` is what the page before gave as `next_cursor`."""

    limit: Annotated[int, Field(ge=1, le=500)] = 100
    cursor: str | None = None


class PostsQuery(PageQuery, RangeQuery):
    """Posts that every condition holds for; the time is that of the request.

    `pending` posts may still change by themselves; `text` is looked for in the caption.
    """

    account_id: UUID | None = None
    status: DeliveryState | None = None
    pending: bool | None = None
    mode: Text | None = None
    text: Text | None = None


class InsightsQuery(PageQuery, RangeQuery):
    """Samples of one account, of one post, or of one public id."""

    account_id: UUID | None = None
    post_id: UUID | None = None
    platform_post_id: Text | None = None


class DailyQuery(RangeQuery):
    """Days of one account or post; the newest `limit`."""

    account_id: UUID | None = None
    post_id: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=366)] = 90


class ForeignVideosQuery(PageQuery):
    """Videos of one account, or of all."""

    account_id: UUID | None = None


class WebhookEventsQuery(PageQuery, RangeQuery):
    """Deliveries that every condition holds for; the time is that of their first arrival."""

    provider: Text | None = None
    account_id: UUID | None = None
    event: Text | None = None
    verdict: Text | None = None
    status: Literal["RECEIVED", "UNPARSEABLE", "UNMATCHED"] | None = None


class TimelineQuery(PageQuery, RangeQuery):
    """Events of one type, or of a span of time."""

    type: Text | None = None


class PostPosition(BaseModel):
    """Behind this post."""

    at: datetime
    post_id: UUID


class SamplePosition(BaseModel):
    """Behind this sample."""

    at: datetime
    post_id: UUID
    platform_post_id: str


class VideoPosition(BaseModel):
    """Behind this video."""

    at: datetime
    platform_post_id: str
    account_id: UUID


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
