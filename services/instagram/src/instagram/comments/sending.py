"""The one call that answers: its intent is committed before, its outcome after.

A call whose answer never reached us is not repeated by itself: it is looked for.
"""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from psycopg import DataError, IntegrityError

from accounts.calls.authorized import Call, Counted
from accounts.calls.rate_windows import RateWindows
from accounts.store import OAuthAccount, OAuthAccounts
from accounts.tokens.tokens import AccountTokens
from common.errors import RateLimited, ServiceError
from common.faults import FaultPoints
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Pool
from common.retry import forever
from contracts.instagram.comments import (
    ReplyAttempted,
    ReplyFailed,
    ReplyOutcomeGivenUp,
    ReplyOutcomeUnknown,
    ReplyPosted,
)
from instagram.access import InstagramCalls
from instagram.comments.comment import Saying
from instagram.comments.observing import hold, observe
from instagram.comments.refusals import may_have_happened, refusal_of
from instagram.comments.replies import Replies
from instagram.comments.reply import FIRST_LOOK, LOST_AFTER, Reply
from instagram.comments.store import Comments
from instagram.comments.usable import may_comment
from instagram.platform import LIMITS
from platforms.errors import PlatformError
from platforms.instagram.account import AccountCalls
from platforms.instagram.codes import OBJECT_MISSING

log = get_logger(__name__)
UNSTORABLE = (IntegrityError, DataError)  # no further try will store it
WINDOW = "reply"
NOT_USABLE = "account-not-usable"


class Sending:
    """Sends answers, each once, and commits what became of it."""

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        calls: InstagramCalls,
        tokens: AccountTokens,
        faults: FaultPoints,
    ) -> None:
        self._pool, self._outbox = pool, outbox
        self._calls, self._tokens, self._faults = calls, tokens, faults

    async def send(self, reply_id: UUID) -> None:
        """Send an answer that is still to be sent; a repeat does nothing.

        Raises `RateLimited` where it cannot be sent now, and what `AccountTokens.valid` raises:
        then it is due again later.
        """
        account = await self._account_of(reply_id)
        if account is None:
            return
        if not may_comment(account):
            await self._refuse_unusable(reply_id, account)
            return
        token = await self._tokens.valid(account.account_id)
        reply = await self._intend(reply_id)
        if reply is None:
            return
        self._faults.reach("reply-intended")
        call = Call(account.account_id, WINDOW, Counted(str(reply_id), token))
        try:
            posted = await self._calls.make(call, lambda calls: ask(calls, reply))
        except PlatformError as error:
            await self._failed(reply, error)
        except ServiceError as error:  # no token could be had, so nothing was posted
            await self.fail(reply_id, error.kind, str(error))
        else:
            self._faults.reach("reply-answered")
            # The id exists nowhere else: a database that is away must not lose it.
            async for attempt in forever("store a posted answer", unless=UNSTORABLE):
                with attempt:
                    await self.post(account, reply_id, posted)

    async def post(
        self,
        account: OAuthAccount,
        reply_id: UUID,
        comment_id: str,
        at: datetime | None = None,
    ) -> None:
        """Keep that the answer stands at Instagram; `at` where it was found in a list."""
        now = datetime.now(UTC)
        async with self._pool.connection() as connection:
            await hold(connection, account)
            replies = Replies(connection, self._outbox)
            reply = await replies.lock(reply_id)
            if reply is None or reply.status in {"POSTED", "FAILED"}:
                return
            reply = replace(
                reply, status="POSTED", platform_comment_id=comment_id, next_due_at=None
            )
            event = ReplyPosted(
                **reply.identity(),
                platform_comment_id=comment_id,
                found_by="reply_list" if at else "answer",
                observed_at=at or now,
            )
            await replies.record(reply, [event])
            if reply.target == "comment":
                said = _own(account, reply, comment_id, now)
                await observe(connection, self._outbox, account, said)
        log.info("answer posted", reply_id=reply_id, outcome=event.found_by)

    async def lose(self, reply_id: UUID) -> None:
        """Keep that the outcome is not known; of what cannot be listed, it never will be."""
        now = datetime.now(UTC)
        async with self._pool.connection() as connection:
            replies = Replies(connection, self._outbox)
            reply = await replies.lock(reply_id)
            if reply is None or reply.status != "ATTEMPTED":
                return
            lost = replace(reply, status="OUTCOME_UNKNOWN", next_due_at=now + FIRST_LOOK)
            await replies.record(lost, [ReplyOutcomeUnknown(**lost.identity())])
            if reply.target != "comment":  # neither others' comments nor messages can be listed
                await give_up(replies, lost)
        log.warning("answer's outcome unknown", reply_id=reply_id)

    async def fail(
        self, reply_id: UUID, code: str, message: str, said: str = "", trace_id: str | None = None
    ) -> None:
        """Keep that nothing was posted, and why."""
        async with self._pool.connection() as connection:
            replies = Replies(connection, self._outbox)
            reply = await replies.lock(reply_id)
            if reply is None or reply.status not in {"REQUESTED", "ATTEMPTED"}:
                return
            failed = replace(
                reply,
                status="FAILED",
                fail_code=code,
                fail_message=message,
                platform_message=said,
                fbtrace_id=trace_id,
                next_due_at=None,
            )
            event = ReplyFailed(
                **failed.identity(),
                code=code,
                message=message,
                platform_message=said,
                fbtrace_id=trace_id,
            )
            await replies.record(failed, [event])
        log.info("answer failed", reply_id=reply_id, reason=code)

    async def _failed(self, reply: Reply, error: PlatformError) -> None:
        if may_have_happened(error):
            await self.lose(reply.reply_id)
            return
        sentence = str(refusal_of(error))
        await self.fail(reply.reply_id, error.code, sentence, error.said, error.log_id)
        if error.code == OBJECT_MISSING and reply.target != "mention":
            await self._read_comment(reply)

    async def _read_comment(self, reply: Reply) -> None:
        """Let the comment be read: no webhook tells that it is gone."""
        async with self._pool.connection() as connection:
            comments = Comments(connection, self._outbox)
            await comments.read_soon(reply.account_id, [reply.comment_id or ""])

    async def _intend(self, reply_id: UUID) -> Reply | None:
        """Commit the intent and the counted call together; None where it was sent already."""
        now = datetime.now(UTC)
        async with self._pool.connection() as connection:
            replies = Replies(connection, self._outbox)
            reply = await replies.lock(reply_id)
            if reply is None or reply.status != "REQUESTED":
                return None
            windows = RateWindows(connection, LIMITS)
            try:
                await windows.count(reply.account_id, WINDOW, str(reply_id))
            except RateLimited as error:
                log.info("answer waits", reply_id=reply_id, seconds=error.retry_after)
                raise
            reply = replace(
                reply, status="ATTEMPTED", attempted_at=now, next_due_at=now + LOST_AFTER
            )
            await replies.record(reply, [ReplyAttempted(**reply.identity())])
            return reply

    async def _account_of(self, reply_id: UUID) -> OAuthAccount | None:
        async with self._pool.connection() as connection:
            reply = await Replies(connection, self._outbox).find(reply_id)
            if reply is None or reply.status != "REQUESTED":
                return None
            return await OAuthAccounts(connection).find(reply.account_id)

    async def _refuse_unusable(self, reply_id: UUID, account: OAuthAccount) -> None:
        sentence = f"The account is {account.status}, or lacks the permission for comments."
        await self.fail(reply_id, NOT_USABLE, f"{sentence} Connect it again first.")


async def ask(calls: AccountCalls, reply: Reply) -> str:
    """Make the call; gives the id of the new comment, or of the message."""
    comment_id = reply.comment_id or ""
    match reply.target:
        case "mention":
            return await calls.reply_to_mention(reply.media_id or "", comment_id, reply.text)
        case "private":
            return await calls.reply_privately(comment_id, reply.text)
        case "comment":
            return await calls.reply(comment_id, reply.text)


async def give_up(replies: Replies, reply: Reply) -> None:
    """Keep that the outcome will not be found out any more."""
    ended = replace(reply, status="UNKNOWN", next_due_at=None)
    await replies.record(ended, [ReplyOutcomeGivenUp(**ended.identity())])


def _own(account: OAuthAccount, reply: Reply, comment_id: str, at: datetime) -> Saying:
    """Give what is known of our new comment, without having been told of it."""
    return Saying(
        comment_id=comment_id,
        by="reply",
        at=at,
        text=reply.text,
        media_id=reply.media_id,
        parent_id=reply.parent_id,
        author_id=account.platform_user_id,
        author_name=account.username or "",
    )
