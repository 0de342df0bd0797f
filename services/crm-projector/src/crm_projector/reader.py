"""The tables as the API reads them; every method is given the user, and sees no one else's rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from psycopg.rows import class_row

from common.errors import NotFound
from common.postgres import Connection
from crm_projector import statements
from crm_projector.cursors import decoded, page
from crm_projector.queries import (
    PageQuery,
    PostPosition,
    PostsQuery,
    TimelinePosition,
    WebhookEventsQuery,
    WebhookPosition,
)
from crm_projector.views import (
    Account,
    Accounts,
    Post,
    Posts,
    Timeline,
    TimelineEvent,
    View,
    WebhookEvent,
    WebhookEvents,
)

Shown = TypeVar("Shown", bound=View)


class TimelineRow(TimelineEvent):
    """An event with the time it is sorted by, which never runs back along a partition."""

    at: datetime


class Reader:
    """Reads for one user."""

    def __init__(self, connection: Connection, user_id: str) -> None:
        self._connection, self._user_id = connection, user_id

    async def accounts(self) -> Accounts:
        """Give the user's accounts."""
        return Accounts(accounts=await self._rows(Account, statements.ACCOUNTS, {}))

    async def posts(self, query: PostsQuery) -> Posts:
        """Give the user's posts; raises `NotFound` where the account is not the user's."""
        if query.account_id is not None:
            await self.require_account(query.account_id)
        behind = decoded(query.cursor, PostPosition)
        asked = {
            "account_id": query.account_id,
            "status": query.status,
            "at": behind and behind.at,
            "post_id": behind and behind.post_id,
            "limit": query.limit + 1,
        }
        found = await self._rows(Post, statements.POSTS, asked)
        posts, cursor = page(found, query.limit, _post_position)
        return Posts(posts=posts, next_cursor=cursor)

    async def webhook_events(self, query: WebhookEventsQuery) -> WebhookEvents:
        """Give the deliveries about accounts while the user held them."""
        behind = decoded(query.cursor, WebhookPosition)
        asked = {
            "status": query.status,
            "at": behind and behind.at,
            "external_id": behind and behind.external_id,
            "limit": query.limit + 1,
        }
        found = await self._rows(WebhookEvent, statements.WEBHOOK_EVENTS, asked)
        events, cursor = page(found, query.limit, _webhook_position)
        return WebhookEvents(webhook_events=events, next_cursor=cursor)

    async def timeline(self, account_id: UUID, query: PageQuery) -> Timeline:
        """Give the account's story; raises `NotFound` where the account is not the user's."""
        await self.require_account(account_id)
        behind = decoded(query.cursor, TimelinePosition)
        asked = {
            "account_id": account_id,
            "at": behind and behind.at,
            "topic": behind and behind.topic,
            "partition": behind and behind.partition,
            "offset": behind and behind.offset,
            "limit": query.limit + 1,
        }
        found = await self._rows(TimelineRow, statements.TIMELINE, asked)
        rows, cursor = page(found, query.limit, _timeline_position)
        return Timeline(events=[*rows], next_cursor=cursor)

    async def require_account(self, account_id: UUID) -> None:
        """Raise `NotFound` where there is no such account, or it is another user's."""
        if not await self._rows(Account, statements.ACCOUNT, {"account_id": account_id}):
            raise NotFound("No such account.")

    async def _rows(
        self, model: type[Shown], statement: str, asked: Mapping[str, object]
    ) -> list[Shown]:
        async with self._connection.cursor(row_factory=class_row(model)) as cursor:
            await cursor.execute(statement, {**asked, "user_id": self._user_id})
            return await cursor.fetchall()


def _post_position(post: Post) -> PostPosition:
    return PostPosition(at=post.requested_at or post.updated_at, post_id=post.post_id)


def _webhook_position(event: WebhookEvent) -> WebhookPosition:
    return WebhookPosition(at=event.received_at, external_id=event.external_id)


def _timeline_position(row: TimelineRow) -> TimelinePosition:
    return TimelinePosition(at=row.at, topic=row.topic, partition=row.partition, offset=row.offset)
