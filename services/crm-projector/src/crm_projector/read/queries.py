"""What may be asked of each list, and the positions that its cursors hold."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

# What PostgreSQL's columns take, and no more: text has no NUL there.
Storable = Annotated[str, Field(pattern=r"^[^\x00]*$")]
Text = Annotated[Storable, Field(min_length=1, max_length=200)]
Integer = Annotated[int, Field(ge=0, lt=1 << 31)]
PostStatus = Literal["IN_PROGRESS", "DELIVERED", "PUBLISHED", "FAILED", "UNKNOWN"]
Sort = Literal["newest", "views", "likes", "comments", "shares"]
BigInteger = Annotated[int, Field(ge=0, lt=1 << 63)]

LONGEST_SPAN = timedelta(days=400)


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


class AllPostsQuery(PageQuery, RangeQuery):
    """Posts that every condition holds for; the time is that of the request.

    `text` is looked for in the title. Sorted by a number, posts without it come last.
    """

    sort: Sort = "newest"
    provider: Text | None = None
    account_id: UUID | None = None
    status: PostStatus | None = None
    text: Text | None = None


class InsightsQuery(PageQuery, RangeQuery):
    """Samples of one account, of one post, or of one public id."""

    account_id: UUID | None = None
    post_id: UUID | None = None
    platform_post_id: Text | None = None


class DailyQuery(RangeQuery):
    """Days of one account or post; the newest `limit`."""

    since: AwareDatetime | None = Field(
        default=None,
        alias="from",
        description="Without it: `limit` days in a row, up to that of the newest sample.",
    )
    account_id: UUID | None = None
    post_id: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=366)] = 90


class GainsQuery(Query):
    """A span of time; of one account or post, or of all."""

    since: AwareDatetime = Field(alias="from", description="At most 400 days before now.")
    until: AwareDatetime | None = Field(default=None, alias="to")
    account_id: UUID | None = None
    post_id: UUID | None = None

    @field_validator("since")
    @classmethod
    def _is_recent(cls, since: datetime) -> datetime:
        if since < datetime.now(UTC) - LONGEST_SPAN:
            raise ValueError(f"is more than {LONGEST_SPAN.days} days ago")
        return since


class WebhookEventsQuery(PageQuery, RangeQuery):
    """Deliveries that every condition holds for; the time is that of their first arrival."""

    limit: Annotated[
        int,
        Field(ge=1, le=500, description="A page ends earlier where its bodies come to 2 MiB."),
    ] = 100
    provider: Text | None = None
    external_id: Text | None = None
    account_id: UUID | None = None
    event: Text | None = None
    verdict: Text | None = None
    status: Literal["RECEIVED", "UNPARSEABLE", "UNMATCHED"] | None = None


class TimelineQuery(PageQuery, RangeQuery):
    """Events of one type, or of a span of time; `asc` is the order of the log, oldest first."""

    type: Text | None = None
    samples: Annotated[
        bool,
        Field(
            description="Whether to show samples of numbers; naming their `type` shows them too."
        ),
    ] = False
    order: Literal["asc", "desc"] = "asc"


class AllPostsPosition(BaseModel):
    """After this post."""

    at: AwareDatetime
    post_id: UUID


class CountPosition(BaseModel):
    """After this post, in the order of one number; -1 is a post without it."""

    count: int
    post_id: UUID


class SamplePosition(BaseModel):
    """After this sample."""

    at: AwareDatetime
    platform_post_id: Storable
    event_id: Storable


class WebhookPosition(BaseModel):
    """After this delivery."""

    at: AwareDatetime
    external_id: Storable


class TimelinePosition(BaseModel):
    """After this record."""

    at: AwareDatetime
    topic: Storable
    partition: Integer
    offset: BigInteger
