"""Repository: the Page of each account; without one its row says by which login it came."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from common.postgres import Connection


@dataclass(frozen=True, slots=True)
class Page:
    """A row of `pages`; `sealed_token` is None where the account has no Page."""

    account_id: UUID
    ig_business_id: str
    login: str
    page_id: str | None
    page_name: str
    sealed_token: bytes | None = field(repr=False)
    access_level: str
    reason: str
    is_subscribed: bool
    observed_at: datetime


class Pages:
    """The Pages of all accounts; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, account_id: UUID) -> Page | None:
        """Look, without a lock."""
        async with self._connection.cursor(row_factory=class_row(Page)) as cursor:
            await cursor.execute(
                "SELECT account_id, ig_business_id, login, page_id, page_name, sealed_token,"
                " access_level, reason, is_subscribed, observed_at FROM pages"
                " WHERE account_id = %s",
                (account_id,),
            )
            return await cursor.fetchone()
