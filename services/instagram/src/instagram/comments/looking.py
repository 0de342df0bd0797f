"""What became of an answer whose outcome is not known: looked for among the comment's answers."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from accounts.calls.authorized import Call
from accounts.store import OAuthAccount, OAuthAccounts
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Pool
from instagram.access import InstagramCalls
from instagram.comments.observing import is_by
from instagram.comments.reading import saying_of
from instagram.comments.replies import Replies
from instagram.comments.reply import (
    GIVEN_UP_AFTER,
    LOST_AFTER,
    SENT_WITHIN,
    OwnComment,
    Reply,
    next_look,
    settled,
)
from instagram.comments.sending import Sending, give_up
from instagram.comments.usable import may_comment
from platforms.instagram.comments import CommentList

log = get_logger(__name__)
MOST_PAGES = 20
NOT_SENT = "It could not be sent for a day; nothing was posted. Answer again."


class Looking:
    """The calls first, then one transaction for what they tell."""

    def __init__(self, pool: Pool, outbox: Outbox, calls: InstagramCalls, sending: Sending) -> None:
        self._pool, self._outbox, self._calls, self._sending = pool, outbox, calls, sending

    async def advance(self, reply_id: UUID) -> None:
        """Take an answer one step on: send it, take it for lost, look for it, or give it up.

        Raises what `Sending.send` and `InstagramCalls.make` raise.
        """
        async with self._pool.connection() as connection:
            reply = await Replies(connection, self._outbox).find(reply_id)
        if reply is None:
            return
        now, since = datetime.now(UTC), reply.attempted_at
        if reply.status == "REQUESTED" and now - reply.created_at >= SENT_WITHIN:
            await self._sending.fail(reply_id, "not-sent", NOT_SENT)
        elif reply.status == "REQUESTED":
            await self._sending.send(reply_id)
        elif reply.status == "ATTEMPTED" and since and now - since >= LOST_AFTER:
            await self._sending.lose(reply_id)
        elif reply.status == "OUTCOME_UNKNOWN" and since:
            if now - since >= GIVEN_UP_AFTER:
                await self._give_up(reply_id)
            else:
                await self._look(reply, since)

    async def _look(self, reply: Reply, since: datetime) -> None:
        asked_at = datetime.now(UTC)
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(reply.account_id)
        if account is not None and may_comment(account):
            found = await self._own_answers(account, reply)
            async with self._pool.connection() as connection:
                replies = Replies(connection, self._outbox)
                parent_id = reply.parent_id or ""
                claimed = await replies.claimed(reply.account_id, parent_id)
                lost = await replies.lost_below(reply.account_id, parent_id)
            unclaimed = [comment for comment in found if comment.comment_id not in claimed]
            posted = settled(lost, unclaimed).get(reply.reply_id)
            if posted is not None:
                await self._sending.post(account, reply.reply_id, posted, asked_at)
                return
        await self._look_later(reply.reply_id, since)

    async def _own_answers(self, account: OAuthAccount, reply: Reply) -> list[OwnComment]:
        """Read the answers to the comment, and give those that the account wrote itself."""
        found: list[OwnComment] = []
        after, now = "", datetime.now(UTC)
        for _ in range(MOST_PAGES):
            cursor = after
            page = await self._page(reply, cursor)
            found += [
                OwnComment(one.id, one.text, one.timestamp)
                for one in page.data
                if one.timestamp and is_by(account, saying_of(one, reply.media_id, now))
            ]
            after = page.paging.after
            if not after or after == cursor:
                break
        return found

    async def _page(self, reply: Reply, after: str) -> CommentList:
        call, parent_id = Call(reply.account_id, "comments"), reply.parent_id or ""
        return await self._calls.make(call, lambda calls: calls.list_replies(parent_id, after))

    async def _look_later(self, reply_id: UUID, since: datetime) -> None:
        async with self._pool.connection() as connection:
            replies = Replies(connection, self._outbox)
            reply = await replies.lock(reply_id)
            if reply is not None and reply.status == "OUTCOME_UNKNOWN":
                again = next_look(since, datetime.now(UTC))
                await replies.record(replace(reply, next_due_at=again), [])

    async def _give_up(self, reply_id: UUID) -> None:
        async with self._pool.connection() as connection:
            replies = Replies(connection, self._outbox)
            reply = await replies.lock(reply_id)
            if reply is not None and reply.status == "OUTCOME_UNKNOWN":
                await give_up(replies, reply)
        log.warning("answer given up", reply_id=reply_id)
