"""Mentions of an account by others: known by webhook, which does not tell what they say.

https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-facebook-login/mentions
"""

from datetime import UTC, datetime
from uuid import UUID

from accounts.calls.authorized import Call
from accounts.store import OAuthAccount, OAuthAccounts
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.instagram.commands import ReadMention
from contracts.instagram.comments import MentionReceived
from instagram.access import InstagramCalls
from instagram.comments.observing import hold
from instagram.comments.store import AGAIN, LONGEST
from instagram.comments.usable import may_comment
from platforms.errors import Rejected
from platforms.instagram.comments import Mentioned

log = get_logger(__name__)


class Mentions:
    """Mentions kept in PostgreSQL; their events are written here only."""

    def __init__(self, connection: Connection, outbox: Outbox) -> None:
        self._connection, self._outbox = connection, outbox

    async def observe(
        self, account: OAuthAccount, media_id: str, comment_id: str | None, at: datetime
    ) -> None:
        """Keep a mention that a webhook told of, once, and let an agent read what it says."""
        cursor = await self._connection.execute(
            "INSERT INTO mentions (account_id, media_id, comment_id, user_id, sequence,"
            " next_due_at) VALUES (%s, %s, %s, %s, 1, now() + %s) ON CONFLICT DO NOTHING",
            (account.account_id, media_id, comment_id or "", account.user_id, AGAIN),
        )
        if cursor.rowcount == 0:
            return
        await self._outbox.append(self._connection, _event(account, media_id, comment_id, at), 1)
        command = ReadMention(
            account_id=account.account_id, media_id=media_id, comment_id=comment_id
        )
        await self._outbox.command(self._connection, command, f"{media_id}|{comment_id}")

    async def is_known(self, account_id: UUID, media_id: str, comment_id: str) -> bool:
        """Tell whether the account was mentioned there."""
        cursor = await self._connection.execute(
            "SELECT 1 FROM mentions WHERE (account_id, media_id, comment_id) = (%s, %s, %s)",
            (account_id, media_id, comment_id),
        )
        return await cursor.fetchone() is not None

    async def is_due(self, account_id: UUID, media_id: str, comment_id: str) -> bool:
        """Whether it is still to be read."""
        cursor = await self._connection.execute(
            "SELECT 1 FROM mentions WHERE (account_id, media_id, comment_id) = (%s, %s, %s)"
            " AND next_due_at IS NOT NULL",
            (account_id, media_id, comment_id),
        )
        return await cursor.fetchone() is not None

    async def read(
        self, account: OAuthAccount, command: ReadMention, said: Mentioned | None, at: datetime
    ) -> None:
        """Keep that it was read, and tell what it says; None where Instagram does not tell it."""
        cursor = await self._connection.execute(
            "UPDATE mentions SET next_due_at = NULL, sequence = sequence + %s"
            " WHERE (account_id, media_id, comment_id) = (%s, %s, %s)"
            " AND next_due_at IS NOT NULL RETURNING sequence",
            (int(said is not None), account.account_id, command.media_id, command.comment_id or ""),
        )
        found = await cursor.fetchone()
        if found is not None and said is not None:
            event = _event(account, command.media_id, command.comment_id, at, said)
            await self._outbox.append(self._connection, event, found[0])

    async def take_due(self, limit: int) -> list[tuple[UUID, str, str]]:
        """Take those that are still to be read; each is due again later."""
        cursor = await self._connection.execute(
            "UPDATE mentions SET tries = tries + 1, next_due_at = now()"
            " + least(%s * power(2, least(tries, 16)), %s)"
            " WHERE (account_id, media_id, comment_id) IN"
            " (SELECT account_id, media_id, comment_id FROM mentions WHERE next_due_at <= now()"
            "  ORDER BY next_due_at LIMIT %s FOR UPDATE SKIP LOCKED)"
            " RETURNING account_id, media_id, comment_id",
            (AGAIN, LONGEST, limit),
        )
        return [(row[0], row[1], row[2]) for row in await cursor.fetchall()]


class MentionReading:
    """The call first, then one transaction for its answer."""

    def __init__(self, pool: Pool, outbox: Outbox, calls: InstagramCalls) -> None:
        self._pool, self._outbox, self._calls = pool, outbox, calls

    async def read(self, command: ReadMention) -> None:
        """Read what a mention says; one that may not be read is known without its words.

        Raises what `InstagramCalls.make` raises.
        """
        media_id, comment_id = command.media_id, command.comment_id or ""
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(command.account_id)
            mentions = Mentions(connection, self._outbox)
            is_due = await mentions.is_due(command.account_id, media_id, comment_id)
        if account is None or not is_due:
            return
        at, said = datetime.now(UTC), None
        if may_comment(account):
            call = Call(account.account_id, "comments")
            try:
                said = await self._calls.make(
                    call, lambda calls: calls.read_mention(media_id, comment_id)
                )
            except Rejected as error:
                log.info("mention not readable", media_id=media_id, reason=error.code)
        async with self._pool.connection() as connection:
            await hold(connection, account)
            await Mentions(connection, self._outbox).read(account, command, said, at)


def _event(
    account: OAuthAccount,
    media_id: str,
    comment_id: str | None,
    at: datetime,
    said: Mentioned | None = None,
) -> MentionReceived:
    return MentionReceived(
        account_id=account.account_id,
        user_id=account.user_id,
        media_id=media_id,
        comment_id=comment_id,
        text=said.said if said else "",
        author_name=said.username if said else "",
        observed_at=at,
    )
