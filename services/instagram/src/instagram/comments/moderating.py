"""Hiding, showing and deleting: the wish is stored first, and stays due until it is settled.

https://developers.facebook.com/documentation/instagram-platform/comment-moderation
"""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from accounts.calls.authorized import Call
from accounts.store import OAuthAccount, OAuthAccounts
from common.errors import Conflict, NotFound, ServiceError
from common.faults import FaultPoints
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Pool
from contracts.instagram.comments import CommentActionRefused
from instagram.access import InstagramCalls
from instagram.comments.comment import Comment, Wanted
from instagram.comments.observing import end, hidden, hold
from instagram.comments.reading import CommentReading
from instagram.comments.refusals import refusal_of
from instagram.comments.store import AGAIN, Comments
from instagram.comments.usable import commenting_account, may_comment
from platforms import errors as platform_errors
from platforms.instagram.account import AccountCalls
from platforms.instagram.codes import OBJECT_MISSING

log = get_logger(__name__)
WINDOW = "moderate"
MOST_TRIES = 16
"""After so many, the last ones six hours apart, nothing is tried any more."""
NOT_USABLE = "The account is not connected, or lacks the permission for comments."
GIVEN_UP = "Instagram could not be asked for two days. Try again."
TRY_LATER = (
    platform_errors.PlatformDown,
    platform_errors.RateLimited,
    platform_errors.ClientMisconfigured,
)


class Moderating:
    """Hides, shows and deletes the comments of others below the account's own media."""

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        calls: InstagramCalls,
        reading: CommentReading,
        faults: FaultPoints,
    ) -> None:
        self._pool, self._outbox, self._calls = pool, outbox, calls
        self._reading, self._faults = reading, faults

    async def ask(self, user_id: UUID, comment_id: str, wanted: Wanted) -> Comment:
        """Do it, and give the comment after it; what fails for now is still `wanted` then.

        Raises `NotFound`, `Conflict` where it cannot be done, what `commenting_account` raises,
        and the refusal where Instagram refuses it.
        """
        async with self._pool.connection() as connection:
            store = Comments(connection, self._outbox)
            found = await store.of_user(user_id, comment_id)
            if found is None:
                raise NotFound("There is no such comment.")
            await commenting_account(connection, user_id, found.account_id)
            comment = await store.lock(found.account_id, comment_id) or found
            if not _is_to_do(comment, wanted):
                return comment
            again = datetime.now(UTC) + AGAIN
            await store.keep(replace(comment, wanted=wanted, tries=0, next_due_at=again))
        self._faults.reach("moderation-intended")
        try:
            await self.carry_out(found.account_id, comment_id)
        except platform_errors.PlatformError as error:
            if not isinstance(error, TRY_LATER):
                raise refusal_of(error) from error
            log.info("moderation waits", comment_id=comment_id, reason=error.code)
        except ServiceError as error:
            log.info("moderation waits", comment_id=comment_id, reason=error.kind)
        async with self._pool.connection() as connection:
            after = await Comments(connection, self._outbox).find(found.account_id, comment_id)
        return after or comment

    async def carry_out(self, account_id: UUID, comment_id: str) -> None:
        """Do what is wanted with a comment, or read it where nothing is; a repeat is harmless.

        Raises what `InstagramCalls.make` raises; after a refusal, nothing is wanted any more.
        """
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(account_id)
            comment = await Comments(connection, self._outbox).find(account_id, comment_id)
        if account is None or comment is None or comment.next_due_at is None:
            return
        if not may_comment(account):
            await self._give_up(account, comment, "account-not-usable", NOT_USABLE)
            return
        if comment.tries > MOST_TRIES:
            await self._give_up(account, comment, "given-up", GIVEN_UP)
            return
        if comment.wanted is None:
            await self._reading.read_one(account, comment_id)
            return
        at, wanted = datetime.now(UTC), comment.wanted
        try:
            await self._call(account, comment_id, wanted)
        except TRY_LATER:
            raise
        except platform_errors.PlatformError as error:
            if not await self._is_there(account, comment, error):
                return
            await self._give_up(account, comment, error.code, str(refusal_of(error)), error)
            raise
        self._faults.reach("moderation-answered")
        await self._done(account, comment_id, wanted, at)

    async def _call(self, account: OAuthAccount, comment_id: str, wanted: Wanted) -> None:
        async def make(calls: AccountCalls) -> None:
            if wanted == "delete":
                await calls.delete_comment(comment_id)
            else:
                await calls.hide(comment_id, hide=wanted == "hide")

        await self._calls.make(Call(account.account_id, WINDOW), make)

    async def _is_there(
        self, account: OAuthAccount, comment: Comment, error: platform_errors.PlatformError
    ) -> bool:
        """Find out whether a comment that Instagram does not know any more is gone."""
        if error.code != OBJECT_MISSING:
            return True
        return await self._reading.read_one(account, comment.comment_id)

    async def _done(
        self, account: OAuthAccount, comment_id: str, did: Wanted, at: datetime
    ) -> None:
        """Keep what was done; where something else is wanted meanwhile, that is done once more.

        Two calls may have overtaken each other: the last wish is the last call.
        """
        async with self._pool.connection() as connection:
            await hold(connection, account)
            store = Comments(connection, self._outbox)
            comment = await store.lock(account.account_id, comment_id)
            if comment is None or comment.deleted_at:
                return
            if did == "delete":
                await end(connection, self._outbox, comment, at, by_us=True)
                return
            if comment.wanted not in {None, did}:
                await store.keep(replace(comment, next_due_at=at, tries=0))
                return
            is_hidden = did == "hide"
            if comment.wanted is None:
                if comment.is_hidden != is_hidden:
                    last: Wanted = "hide" if comment.is_hidden else "show"
                    await store.keep(replace(comment, wanted=last, next_due_at=at, tries=0))
                return
            after = replace(
                comment,
                is_hidden=is_hidden,
                hidden_said_at=at,
                wanted=None,
                next_due_at=None,
                tries=0,
            )
            events = [hidden(after, at)] if comment.is_hidden != is_hidden else []
            await store.keep(after, events)
        log.info("comment moderated", comment_id=comment_id, outcome=did)

    async def _give_up(
        self,
        account: OAuthAccount,
        asked: Comment,
        code: str,
        sentence: str,
        error: platform_errors.PlatformError | None = None,
    ) -> None:
        """Keep that it is not done, and tell why; what was only to be read is not read."""
        async with self._pool.connection() as connection:
            store = Comments(connection, self._outbox)
            comment = await store.lock(account.account_id, asked.comment_id)
            if comment is None or comment.wanted != asked.wanted:
                return
            events = []
            if comment.wanted is not None:
                refused = CommentActionRefused(
                    account_id=comment.account_id,
                    user_id=comment.user_id,
                    comment_id=comment.comment_id,
                    action=comment.wanted,
                    code=code,
                    message=sentence,
                    platform_message=error.said if error else "",
                    fbtrace_id=error.log_id if error else None,
                )
                events = [refused]
            await store.keep(replace(comment, wanted=None, next_due_at=None, tries=0), events)


def _is_to_do(comment: Comment, wanted: Wanted) -> bool:
    """Tell whether a call is needed; raises `Conflict` where none can do it."""
    if wanted == "delete":
        return comment.deleted_at is None
    if comment.deleted_at or comment.wanted == "delete":
        raise Conflict("The comment is deleted.")
    if comment.is_ours:
        raise Conflict("Instagram hides no comment of the account itself; delete it instead.")
    return comment.wanted is not None or comment.is_hidden != (wanted == "hide")
