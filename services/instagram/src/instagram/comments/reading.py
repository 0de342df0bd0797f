"""Reading comments: those of a medium, which webhooks may have lost, and single ones.

https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-media/comments
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from accounts.calls.authorized import Call
from accounts.store import OAuthAccount, OAuthAccounts
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from instagram.access import InstagramCalls
from instagram.comments.comment import Saying
from instagram.comments.commented_media import CommentedMedia
from instagram.comments.observing import end, hold, observe
from instagram.comments.store import Comments
from instagram.comments.usable import may_comment
from platforms.errors import Rejected
from platforms.instagram import comments as platform_comments
from platforms.instagram.codes import OBJECT_MISSING

log = get_logger(__name__)
WINDOW = "comments"
# A medium has at most 20 pages of 50 read at once.
MOST_PAGES = 20
# Instagram's lists may be a little behind its webhooks.
SETTLING = timedelta(minutes=1)
# Each comment that a list lacks is read by itself, to find out whether it is gone.
MOST_MISSING = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """The comments of a medium with their answers, as listed from `at` on."""

    sayings: Sequence[Saying]
    at: datetime
    is_whole: bool


class CommentReading:
    """The calls first, then one transaction for their answers."""

    def __init__(self, pool: Pool, outbox: Outbox, calls: InstagramCalls) -> None:
        self._pool, self._outbox, self._calls = pool, outbox, calls

    async def read_media(self, account_id: UUID, media_id: str) -> None:
        """Read the comments of a medium; those that we know and it lacks are read one by one.

        Raises what `InstagramCalls.make` raises.
        """
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(account_id)
            is_due = await CommentedMedia(connection).is_due(account_id, media_id)
        if account is None or not is_due:
            return
        try:
            listed = await self._list(account_id, media_id) if may_comment(account) else None
        except Rejected as error:
            if error.code != OBJECT_MISSING:
                raise
            listed = None  # the medium is gone: the media list will tell
        async with self._pool.connection() as connection:
            await hold(connection, account)
            if listed is not None:
                await self._apply(connection, account, media_id, listed)
            await CommentedMedia(connection).read(account_id, media_id)

    async def _apply(
        self, connection: Connection, account: OAuthAccount, media_id: str, listed: Listed
    ) -> None:
        for said in listed.sayings:
            await observe(connection, self._outbox, account, said)
        if listed.is_whole:
            store = Comments(connection, self._outbox)
            before = listed.at - SETTLING
            known = await store.known_below(account.account_id, media_id, before)
            missing = sorted(known - {said.comment_id for said in listed.sayings})
            await store.read_soon(account.account_id, missing[:MOST_MISSING])
        log.info("comments read", account_id=account.account_id, count=len(listed.sayings))

    async def _list(self, account_id: UUID, media_id: str) -> Listed:
        at, after, sayings, is_whole = datetime.now(UTC), "", [], True
        for _ in range(MOST_PAGES):
            cursor = after
            page = await self._page(account_id, media_id, cursor)
            sayings += [saying for one in page.data for saying in _with_answers(one, media_id, at)]
            is_whole = is_whole and not any(
                one.replies and one.replies.paging.after for one in page.data
            )
            after = page.paging.after
            if not after or after == cursor:
                return Listed(sayings, at, is_whole)
        return Listed(sayings, at, is_whole=False)

    async def _page(
        self, account_id: UUID, media_id: str, after: str
    ) -> platform_comments.CommentList:
        call = Call(account_id, WINDOW)
        return await self._calls.make(call, lambda calls: calls.list_comments(media_id, after))

    async def read_one(self, account: OAuthAccount, comment_id: str) -> bool:
        """Read one comment and keep what it says; False where it is gone.

        Raises what `InstagramCalls.make` raises.
        """
        at = datetime.now(UTC)
        call = Call(account.account_id, WINDOW)
        try:
            found = await self._calls.make(call, lambda calls: calls.find_comment(comment_id))
        except Rejected as error:
            if error.code != OBJECT_MISSING:
                raise
            found = None
        async with self._pool.connection() as connection:
            await hold(connection, account)
            store = Comments(connection, self._outbox)
            comment = await store.lock(account.account_id, comment_id)
            if comment is None:
                return found is not None
            if found is None:
                await end(connection, self._outbox, comment, at, by_us=comment.wanted == "delete")
                return False
            media_id = found.media.id if found.media else comment.media_id
            said = saying_of(found, media_id, at)
            comment = await observe(connection, self._outbox, account, said)
            if comment.wanted is None:
                await store.keep(replace(comment, next_due_at=None, tries=0))
        return True


def saying_of(comment: platform_comments.Comment, media_id: str | None, at: datetime) -> Saying:
    """Read what a list says of a comment."""
    return Saying(
        comment_id=comment.id,
        by="comment_list",
        at=at,
        text=comment.text,
        media_id=media_id,
        parent_id=comment.parent_id,
        author_id=comment.author_id,
        author_name=comment.author_name,
        created_at=comment.timestamp,
        is_hidden=comment.hidden,
    )


def _with_answers(
    comment: platform_comments.Comment, media_id: str, at: datetime
) -> Iterator[Saying]:
    yield saying_of(comment, media_id, at)
    for answer in comment.replies.data if comment.replies else ():
        yield replace(saying_of(answer, media_id, at), parent_id=answer.parent_id or comment.id)
