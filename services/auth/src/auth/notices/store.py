"""What needs the user: kept from `accounts.v1`, until read, and until connecting again mends it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from psycopg.rows import class_row

from auth.accounts.store import Owner
from common.event import NAMESPACE, Envelope
from common.postgres import Connection

COLUMNS = "notice_id, account_id, provider, kind, reason, created_at, resolved_at, read_at"
# A letter about something older would only confuse: mail may have been set up just now.
MAILED_WITHIN = timedelta(days=3)
CLAIM = timedelta(minutes=1)


class Kind(StrEnum):
    """What has happened to an account."""

    RECONNECT = "RECONNECT"
    DISCONNECTED = "DISCONNECTED"
    GRANT_REFUSED = "GRANT_REFUSED"
    REFRESH_FAILING = "REFRESH_FAILING"
    GRANT_ENDING = "GRANT_ENDING"


@dataclass(frozen=True, slots=True)
class Notice:
    """A row of `notices`, as far as its user sees it."""

    notice_id: UUID
    account_id: UUID
    provider: str
    kind: Kind
    reason: str
    created_at: datetime
    resolved_at: datetime | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice to be mailed, and to whom; `tries` counts this one."""

    notice_id: UUID
    kind: Kind
    reason: str
    provider: str
    display_name: str | None
    email: str
    tries: int


@dataclass(frozen=True, slots=True)
class PageEnd:
    """Where a page of notices ended: unread ones come first, then newer ones."""

    is_unread: bool
    created_at: datetime
    notice_id: UUID


class Notices:
    """The rows of `notices`; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def tell(self, owner: Owner, kind: Kind, reason: str, event: Envelope) -> None:
        """Keep one by the event that caused it; while one of its kind is open, no second."""
        await self._connection.execute(
            "INSERT INTO notices (notice_id, user_id, account_id, provider, kind, reason,"
            " created_at) VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (
                uuid5(NAMESPACE, f"notice|{event.id}"),
                owner.user_id,
                owner.account_id,
                owner.provider,
                kind,
                reason,
                event.time,
            ),
        )

    async def resolve(self, account_id: UUID, at: datetime, kinds: Iterable[Kind] = Kind) -> None:
        """Close what is open of these kinds about an account, for it holds no longer."""
        await self._connection.execute(
            "UPDATE notices SET resolved_at = %s WHERE account_id = %s AND resolved_at IS NULL"
            " AND kind = ANY(%s)",
            (at, account_id, list(kinds)),
        )

    async def find_by_user(self, user_id: UUID, after: PageEnd | None, limit: int) -> list[Notice]:
        """Give a page: unread ones first, newer before older."""
        beyond = "AND (read_at IS NULL, created_at, notice_id) < (%s, %s, %s)" if after else ""
        place = (after.is_unread, after.created_at, after.notice_id) if after else ()
        async with self._connection.cursor(row_factory=class_row(Notice)) as cursor:
            await cursor.execute(
                f"SELECT {COLUMNS} FROM notices WHERE user_id = %s {beyond}"
                " ORDER BY read_at IS NULL DESC, created_at DESC, notice_id DESC LIMIT %s",
                (user_id, *place, limit),
            )
            return await cursor.fetchall()

    async def read(self, notice_id: UUID, user_id: UUID) -> Notice | None:
        """Note that the user has seen it; another user's is not there."""
        async with self._connection.cursor(row_factory=class_row(Notice)) as cursor:
            await cursor.execute(
                "UPDATE notices SET read_at = coalesce(read_at, now())"
                f" WHERE notice_id = %s AND user_id = %s RETURNING {COLUMNS}",
                (notice_id, user_id),
            )
            return await cursor.fetchone()

    async def claim_letter(self) -> Letter | None:
        """Take one that is due, for a minute; each further try waits twice as long.

        A refresh that fails for now is not mailed: there is nothing that its reader could do.
        """
        async with self._connection.cursor(row_factory=class_row(Letter)) as cursor:
            await cursor.execute(
                "UPDATE notices SET mail_tries = mail_tries + 1,"
                " mail_due_at = clock_timestamp() + %s * power(2, least(mail_tries, 10))"
                " FROM users, accounts WHERE notice_id = (SELECT notice_id FROM notices"
                " JOIN users USING (user_id) WHERE mailed_at IS NULL AND resolved_at IS NULL"
                " AND read_at IS NULL AND email IS NOT NULL AND mail_due_at <= clock_timestamp()"
                " AND notices.created_at > now() - %s AND kind <> %s"
                " ORDER BY mail_due_at LIMIT 1 FOR UPDATE OF notices SKIP LOCKED)"
                " AND users.user_id = notices.user_id AND accounts.account_id = notices.account_id"
                " RETURNING notice_id, kind, notices.reason, notices.provider, display_name, email,"
                " mail_tries AS tries",
                (CLAIM, MAILED_WITHIN, Kind.REFRESH_FAILING),
            )
            return await cursor.fetchone()

    async def mailed(self, notice_id: UUID) -> None:
        """Send it never again."""
        await self._connection.execute(
            "UPDATE notices SET mailed_at = coalesce(mailed_at, now()) WHERE notice_id = %s",
            (notice_id,),
        )
