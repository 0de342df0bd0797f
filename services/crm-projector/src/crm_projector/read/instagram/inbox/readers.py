"""The inbox as the API reads it."""

from crm_projector.read.instagram.inbox import statements
from crm_projector.read.instagram.inbox.queries import InboxPosition, InboxQuery
from crm_projector.read.instagram.inbox.views import Inbox, InboxCount, InboxItem
from crm_projector.read.instagram.readers import split
from crm_projector.read.listing import Listing
from crm_projector.read.readers import Reader


def _listing(statement: str) -> Listing[InboxItem]:
    return Listing(
        statement,
        statements.CONDITIONS,
        InboxItem,
        InboxPosition,
        lambda row: InboxPosition(
            is_open=row.is_open, at=row.at, item_id=row.item_id, account_id=row.account_id
        ),
    )


OPEN, SETTLED = _listing(statements.OPEN), _listing(statements.SETTLED)


class InboxReader(Reader):
    """Reads for one user; raises `NotFound` where an account named is not the user's."""

    async def inbox(self, query: InboxQuery) -> Inbox:
        """Give what waits for an answer, and after the last of it what does not."""
        await self.require_account(query.account_id)
        values = {
            **split(query.hidden, "is_hidden", "is_shown"),
            **split(query.deleted, "is_deleted", "is_standing"),
        }
        asked = OPEN.asked(query, values)
        found: list[InboxItem] = []
        if query.unanswered is not False and asked.get("after_is_open", True):
            found = await self.rows(InboxItem, OPEN.text(asked), asked)
            asked = {**asked, "after_at": None}
        if query.unanswered is not True and len(found) <= query.limit:
            rest = {**asked, "limit": query.limit + 1 - len(found)}
            found += await self.rows(InboxItem, SETTLED.text(rest), rest)
        items, cursor = OPEN.page(found, query.limit)
        return Inbox(items=items, next_cursor=cursor)

    async def count(self) -> InboxCount:
        """Count what waits for an answer."""
        [counted] = await self.rows(InboxCount, statements.COUNT, {})
        return counted
