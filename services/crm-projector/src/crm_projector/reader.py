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
from crm_projector.filtering import filtered
from crm_projector.queries import (
    TimelinePosition,
    TimelineQuery,
    WebhookEventsQuery,
    WebhookPosition,
)
from crm_projector.views import (
    Account,
    Accounts,
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
        return Accounts(accounts=await self.rows(Account, statements.ACCOUNTS, {}))

    async def webhook_events(self, query: WebhookEventsQuery) -> WebhookEvents:
        """Give the deliveries about accounts while the user held them."""
        await self.require_account(query.account_id)
        behind = decoded(query.cursor, WebhookPosition)
        asked = {
            **query.model_dump(),
            "at": behind and behind.at,
            "external_id": behind and behind.external_id,
            "limit": query.limit + 1,
        }
        statement = filtered(statements.WEBHOOK_EVENTS, statements.WEBHOOK_CONDITIONS, asked)
        found = await self.rows(WebhookEvent, statement, asked)
        events, cursor = page(found, query.limit, _webhook_position)
        return WebhookEvents(webhook_events=events, next_cursor=cursor)

    async def timeline(self, account_id: UUID, query: TimelineQuery) -> Timeline:
        """Give the account's story; raises `NotFound` where the account is not the user's."""
        await self.require_account(account_id)
        behind = decoded(query.cursor, TimelinePosition)
        asked = {
            **query.model_dump(),
            "account_id": account_id,
            query.order: behind and behind.at,  # the condition that goes on in this order
            "at": behind and behind.at,
            "topic": behind and behind.topic,
            "partition": behind and behind.partition,
            "offset": behind and behind.offset,
            "limit": query.limit + 1,
        }
        statement = filtered(
            statements.TIMELINES[query.order], statements.TIMELINE_CONDITIONS, asked
        )
        found = await self.rows(TimelineRow, statement, asked)
        rows, cursor = page(found, query.limit, _timeline_position)
        return Timeline(events=[*rows], next_cursor=cursor)

    async def require_account(self, account_id: UUID | None) -> None:
        """Raise `NotFound` where an account is named and is none, or another user's."""
        if account_id is None:
            return
        if not await self.rows(Account, statements.ACCOUNT, {"account_id": account_id}):
            raise NotFound("No such account.")

    async def rows(
        self, model: type[Shown], statement: str, asked: Mapping[str, object]
    ) -> list[Shown]:
        """Read the rows that a statement gives to this user."""
        async with self._connection.cursor(row_factory=class_row(model)) as cursor:
            await cursor.execute(statement, {**asked, "user_id": self._user_id})
            return await cursor.fetchall()


def _webhook_position(event: WebhookEvent) -> WebhookPosition:
    return WebhookPosition(at=event.received_at, external_id=event.external_id)


def _timeline_position(row: TimelineRow) -> TimelinePosition:
    return TimelinePosition(at=row.at, topic=row.topic, partition=row.partition, offset=row.offset)
