"""Repository: the Page of each account; without one its row says by which login it came."""

from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from psycopg.rows import class_row

from common.postgres import Connection

COLUMNS = (
    "account_id, ig_business_id, login, page_id, page_name, sealed_token,"
    " access_level, reason, is_subscribed, observed_at"
)
PUT = f"""
INSERT INTO pages ({COLUMNS}) VALUES (
    %(account_id)s, %(ig_business_id)s, %(login)s, %(page_id)s, %(page_name)s, %(sealed_token)s,
    %(access_level)s, %(reason)s, %(is_subscribed)s, %(observed_at)s)
ON CONFLICT (account_id) DO UPDATE SET
    ig_business_id = excluded.ig_business_id, login = excluded.login,
    page_id = excluded.page_id, page_name = excluded.page_name,
    sealed_token = excluded.sealed_token, access_level = excluded.access_level,
    reason = excluded.reason, is_subscribed = excluded.is_subscribed,
    observed_at = excluded.observed_at
"""
NEVER = datetime.fromtimestamp(0, UTC)


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

    def is_like(self, other: "Page") -> bool:
        """Tell whether another observation says the same; a token is sealed anew each time."""
        return replace(self, sealed_token=None, observed_at=NEVER) == replace(
            other, sealed_token=None, observed_at=NEVER
        )


class Pages:
    """The Pages of all accounts; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, account_id: UUID) -> Page | None:
        """Look, without a lock."""
        async with self._connection.cursor(row_factory=class_row(Page)) as cursor:
            await cursor.execute(
                f"SELECT {COLUMNS} FROM pages WHERE account_id = %s", (account_id,)
            )
            return await cursor.fetchone()

    async def put(self, page: Page) -> None:
        """Keep what was observed last; the caller has locked the account."""
        await self._connection.execute(PUT, asdict(page))

    async def raise_sequence(self, account_id: UUID) -> int:
        """Give the number of the next event about the account's Page.

        Raises LookupError where the Page was not observed yet.
        """
        cursor = await self._connection.execute(
            "UPDATE pages SET sequence = sequence + 1 WHERE account_id = %s RETURNING sequence",
            (account_id,),
        )
        row = await cursor.fetchone()
        if row is None:
            raise LookupError(f"no Page of {account_id}")
        return int(row[0])

    async def forget_token(self, account_id: UUID) -> None:
        """Delete the Page's token; its account has ended."""
        await self._connection.execute(
            "UPDATE pages SET sealed_token = NULL WHERE account_id = %s", (account_id,)
        )
