"""The tables as the API reads them; a reader is given the user, and reads no other user's rows."""

from collections.abc import Mapping, Sequence, Set
from datetime import UTC, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from psycopg.rows import class_row

from common.errors import NotFound
from common.postgres import Connection
from crm_projector.read import statements
from crm_projector.read.filtering import contains, filtered
from crm_projector.read.listing import Listing
from crm_projector.read.parts import Parts, merged
from crm_projector.read.queries import (
    AllPostsPosition,
    AllPostsQuery,
    CountPosition,
    DailyQuery,
    GainsQuery,
    InsightsQuery,
    PageQuery,
    SamplePosition,
    Sort,
    TimelinePosition,
    TimelineQuery,
    WebhookEventsQuery,
    WebhookPosition,
)
from crm_projector.read.views import (
    Account,
    Accounts,
    DailyInsights,
    Day,
    Gain,
    Gains,
    Insight,
    Insights,
    PostSummaries,
    PostSummary,
    Timeline,
    TimelineEvent,
    View,
    WebhookEvent,
    WebhookEvents,
)

Shown = TypeVar("Shown", bound=View)


class TimelineRow(TimelineEvent):
    """An event with the time it is sorted by."""

    log_time: datetime


class WebhookRow(WebhookEvent):
    """A delivery, and whether its body still fits into the page."""

    fits: bool


class SampledAt(View):
    """The time of a sample."""

    observed_at: datetime


SORTED_BY: Mapping[Sort, str] = {
    "views": "view_count",
    "likes": "like_count",
    "comments": "comment_count",
    "shares": "share_count",
}
WEBHOOK_EVENTS = Listing(
    statements.WEBHOOK_EVENTS,
    statements.WEBHOOK_CONDITIONS,
    WebhookRow,
    WebhookPosition,
    lambda row: WebhookPosition(at=row.received_at, external_id=row.external_id),
    lambda row: row.fits,
)


def posts_of(parts: Sequence[Parts], sort: Sort = "newest") -> Listing[PostSummary]:
    """Give the listing of the posts of these platforms."""
    posts = [part.posts for part in parts]
    if sort == "newest":
        return Listing(
            statements.posts(posts),
            statements.POSTS_CONDITIONS,
            PostSummary,
            AllPostsPosition,
            lambda row: AllPostsPosition(at=row.created_at, post_id=row.post_id),
        )
    count = SORTED_BY[sort]
    return Listing(
        statements.posts(posts, statements.count_order(count)),
        statements.count_conditions(count),
        PostSummary,
        CountPosition,
        lambda row: CountPosition(count=_count(row, count), post_id=row.post_id),
    )


def _count(row: PostSummary, name: str) -> int:
    known: int | None = getattr(row, name)
    return -1 if known is None else known


def samples_of(parts: Sequence[Parts]) -> Listing[Insight]:
    """Give the listing of the samples of these platforms."""
    return Listing(
        merged([part.samples for part in parts], statements.INSIGHTS_ORDER),
        statements.INSIGHT_CONDITIONS,
        Insight,
        SamplePosition,
        lambda row: SamplePosition(
            at=row.observed_at, platform_post_id=row.platform_post_id, event_id=row.event_id
        ),
    )


def timeline_of(query: TimelineQuery, sample_types: Set[str]) -> Listing[TimelineRow]:
    """Give the listing that answers this query; `sample_types` are the types of samples."""
    parts = statements.timeline_parts(query.type, query.samples, sample_types)
    return Listing(
        statements.timeline(parts, query.order),
        statements.timeline_conditions(query.order),
        TimelineRow,
        TimelinePosition,
        lambda row: TimelinePosition(
            at=row.log_time, topic=row.topic, partition=row.partition, offset=row.offset
        ),
    )


class Reader:
    """Reads for one user; methods raise `NotFound` where an account named is not the user's."""

    def __init__(self, connection: Connection, user_id: str) -> None:
        self._connection, self._user_id = connection, user_id

    async def accounts(self) -> Accounts:
        """Give the user's accounts."""
        return Accounts(accounts=await self.rows(Account, statements.ACCOUNTS, {}))

    async def webhook_events(self, query: WebhookEventsQuery) -> WebhookEvents:
        """Give the deliveries about accounts while the user held them."""
        await self.require_account(query.account_id)
        found, cursor = await self.page(WEBHOOK_EVENTS, query)
        return WebhookEvents(webhook_events=[*found], next_cursor=cursor)

    async def timeline(
        self, account_id: UUID, query: TimelineQuery, sample_types: Set[str]
    ) -> Timeline:
        """Give the account's events and the deliveries that led to them."""
        await self.require_account(account_id)
        listing = timeline_of(query, sample_types)
        found, cursor = await self.page(listing, query, {"account_id": account_id})
        return Timeline(events=[*found], next_cursor=cursor)

    async def all_posts(self, query: AllPostsQuery, parts: Sequence[Parts]) -> PostSummaries:
        """Give the user's posts on all platforms."""
        await self.require_account(query.account_id)
        listing = posts_of(parts, query.sort)
        found, cursor = await self.page(listing, query, {"text": contains(query.text)})
        return PostSummaries(posts=found, next_cursor=cursor)

    async def insights(self, query: InsightsQuery, parts: Sequence[Parts]) -> Insights:
        """Give samples."""
        await self.require_account(query.account_id)
        found, cursor = await self.page(samples_of(parts), query)
        return Insights(insights=found, next_cursor=cursor)

    async def daily_insights(self, query: DailyQuery, parts: Sequence[Parts]) -> DailyInsights:
        """Give totals by day."""
        await self.require_account(query.account_id)
        asked = query.model_dump()
        if query.since is None:
            asked["since"] = await self._first_day(query, parts)
        samples = statements.daily([part.samples for part in parts])
        statement = filtered(samples, statements.INSIGHT_CONDITIONS, asked)
        return DailyInsights(days=await self.rows(Day, statement, asked))

    async def gains(self, query: GainsQuery, parts: Sequence[Parts]) -> Gains:
        """Give what was gained by day."""
        await self.require_account(query.account_id)
        asked = query.model_dump()
        steps = statements.gains([part.growth for part in parts])
        statement = filtered(steps, statements.GROWTH_CONDITIONS, asked)
        return Gains(days=await self.rows(Gain, statement, asked))

    async def _first_day(self, query: DailyQuery, parts: Sequence[Parts]) -> datetime | None:
        """Give the first of the `limit` days that end with the newest sample, if there is one."""
        listing, asked = samples_of(parts), {**query.model_dump(), "limit": 1}
        found = await self.rows(SampledAt, listing.text(asked), asked)
        if not found:
            return None
        newest = found[0].observed_at.astimezone(UTC).date()
        return datetime.combine(newest - timedelta(days=query.limit - 1), time(), UTC)

    async def require_account(self, account_id: UUID | None) -> None:
        """Raise `NotFound` where an account is named and is none, or another user's."""
        if account_id is None:
            return
        if not await self.rows(Account, statements.ACCOUNT, {"account_id": account_id}):
            raise NotFound("No such account.")

    async def page(
        self, listing: Listing[Shown], query: PageQuery, values: Mapping[str, object] = {}
    ) -> tuple[list[Shown], str | None]:
        """Read a page of a listing, and the cursor of the next; `values` are added to the query."""
        asked = listing.asked(query, values)
        found = await self.rows(listing.row, listing.text(asked), asked)
        return listing.page(found, query.limit)

    async def rows(
        self, model: type[Shown], statement: str, asked: Mapping[str, object]
    ) -> list[Shown]:
        """Read the rows that a statement gives to this user."""
        async with self._connection.cursor(row_factory=class_row(model)) as cursor:
            await cursor.execute(statement, {**asked, "user_id": self._user_id})
            return await cursor.fetchall()
