"""What the user must do about an account: listed, mailed, and resolved once it works again."""

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
# Older notices are not mailed: where mail has just been set up, they would only confuse.
MAILED_WITHIN = timedelta(days=3)
CLAIM = timedelta(minutes=1)


class Kind(StrEnum):
    """What has happened to an account."""

    RECONNECT = "RECONNECT"
    DISCONNECTED = "DISCONNECTED"
    GRANT_REFUSED = "GRANT_REFUSED"
    REFRESH_FAILING = "REFRESH_FAILING"
    GRANT_ENDING = "GRANT_ENDING"
    POSTED_TWICE = "POSTED_TWICE"


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
    """A notice to be mailed, and to whom; `tries` includes this try."""

    notice_id: UUID
    kind: Kind
    reason: str
    account_id: UUID
    provider: str
    display_name: str | None
    username: str | None
    email: str
    tries: int


@dataclass(frozen=True, slots=True)
class PageEnd:
    """The last notice of a page: unread ones come first, then newer ones."""

    is_unread: bool
    created_at: datetime
    notice_id: UUID


class Notices:
    """The rows of `notices`; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def open(self, owner: Owner, kind: Kind, reason: str, event: Envelope) -> None:
        """Keep one by the event that caused it; while one of its kind is open, no second.

        Of posts that are public twice there is one for each post.
        A refresh that fails for now is not mailed, since its reader can do nothing; nor is
        anything to a host application's user, who has no e-mail here.
        """
        await self._connection.execute(
            "INSERT INTO notices (notice_id, user_id, account_id, provider, kind, reason,"
            " created_at, mail_due_at) VALUES (%s, %s, %s, %s, %s, %s, %s,"
            " (SELECT now() FROM users WHERE user_id = %s AND email IS NOT NULL AND %s))"
            " ON CONFLICT DO NOTHING",
            (
                _id(kind, reason, event),
                owner.user_id,
                owner.account_id,
                owner.provider,
                kind,
                reason,
                event.time,
                owner.user_id,
                kind != Kind.REFRESH_FAILING,
            ),
        )

    async def resolve(
        self, account_id: UUID, at: datetime, kinds: Iterable[Kind], still_twice: Iterable[str] = ()
    ) -> None:
        """Close what is open of these kinds about an account, since it no longer holds.

        The notices of posts that are still public twice stay open.
        """
        await self._connection.execute(
            "UPDATE notices SET resolved_at = %s, mail_due_at = NULL"
            " WHERE account_id = %s AND resolved_at IS NULL AND kind = ANY(%s)"
            " AND NOT (kind = %s AND reason = ANY(%s))",
            (at, account_id, list(kinds), Kind.POSTED_TWICE, list(still_twice)),
        )

    async def find_by_user(self, user_id: UUID, after: PageEnd | None, limit: int) -> list[Notice]:
        """Give a page: unread ones first, newer before older."""
        beyond = "AND (read_at IS NULL, created_at, notice_id) < (%s, %s, %s)" if after else ""
        position = (after.is_unread, after.created_at, after.notice_id) if after else ()
        async with self._connection.cursor(row_factory=class_row(Notice)) as cursor:
            await cursor.execute(
                f"SELECT {COLUMNS} FROM notices WHERE user_id = %s {beyond}"
                " ORDER BY read_at IS NULL DESC, created_at DESC, notice_id DESC LIMIT %s",
                (user_id, *position, limit),
            )
            return await cursor.fetchall()

    async def read(self, notice_id: UUID, user_id: UUID) -> Notice | None:
        """Note that the user has seen it; another user's is not there."""
        async with self._connection.cursor(row_factory=class_row(Notice)) as cursor:
            await cursor.execute(
                "UPDATE notices SET read_at = coalesce(read_at, now()), mail_due_at = NULL"
                f" WHERE notice_id = %s AND user_id = %s RETURNING {COLUMNS}",
                (notice_id, user_id),
            )
            return await cursor.fetchone()

    async def claim_letter(self) -> Letter | None:
        """Take one that is due, for a minute; each further try waits twice as long."""
        async with self._connection.cursor(row_factory=class_row(Letter)) as cursor:
            await cursor.execute(CLAIM_LETTER, (CLAIM, MAILED_WITHIN, Kind.REFRESH_FAILING))
            return await cursor.fetchone()

    async def mailed(self, notice_id: UUID) -> None:
        """Note that it was mailed, so that it is not mailed again."""
        await self._connection.execute(
            "UPDATE notices SET mailed_at = coalesce(mailed_at, now()), mail_due_at = NULL"
            " WHERE notice_id = %s",
            (notice_id,),
        )

    async def give_up_old_letters(self) -> None:
        """Mail nothing that has waited too long."""
        await self._connection.execute(GIVE_UP_OLD_LETTERS, (MAILED_WITHIN,))


def _id(kind: Kind, reason: str, event: Envelope) -> UUID:
    """Name a notice by its event, and by its post where the event may open several."""
    of_post = f"|{reason}" if kind == Kind.POSTED_TWICE else ""
    return uuid5(NAMESPACE, f"notice|{event.id}{of_post}")


# `mail_due_at` is null for what will never be mailed, so its index holds only what waits. The
# conditions say the same again for a row that an older version of the service has written.
CLAIM_LETTER = """
UPDATE notices SET mail_tries = mail_tries + 1,
    mail_due_at = now() + %s * power(2, least(mail_tries, 10))
FROM users WHERE users.user_id = notices.user_id AND notice_id = (
    SELECT notice_id FROM notices JOIN users USING (user_id)
    WHERE mail_due_at <= now() AND mailed_at IS NULL AND resolved_at IS NULL AND read_at IS NULL
        AND email IS NOT NULL AND notices.created_at > now() - %s AND kind <> %s
    ORDER BY mail_due_at LIMIT 1 FOR UPDATE OF notices SKIP LOCKED)
RETURNING notice_id, kind, reason, account_id, provider, email, mail_tries AS tries,
    (SELECT display_name FROM accounts WHERE accounts.account_id = notices.account_id),
    (SELECT username FROM accounts WHERE accounts.account_id = notices.account_id)
"""
GIVE_UP_OLD_LETTERS = """
UPDATE notices SET mail_due_at = NULL WHERE mail_due_at <= now() AND created_at < now() - %s
"""
