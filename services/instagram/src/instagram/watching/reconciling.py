"""Reading an account's media list, turn by turn: Instagram sends no webhook for a new medium.

https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from accounts.calls.authorized import Call
from accounts.store import OAuthAccount, OAuthAccounts
from accounts.turns import AccountTurns, Turns
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from instagram.access import InstagramCalls
from instagram.comments.observing import hold
from instagram.comments.usable import may_comment
from instagram.platform import RECONCILE, SAMPLE
from instagram.watching.media_store import MediaStore
from instagram.watching.media_walk import MediaWalks, Walk
from platforms.errors import Rejected
from platforms.instagram.media import Media

log = get_logger(__name__)
# Pages of 100 media. A list that is longer is read on ten minutes later.
MOST_PAGES = 10
# So much lies between the reading of one medium's comments and the next one's.
SPREAD = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Listed:
    """What a part of the walk has read; an empty cursor is the end of the list."""

    media: Sequence[Media]
    cursor: str


class Reconciling:
    """The calls first, then one transaction for their answers."""

    def __init__(self, pool: Pool, outbox: Outbox, calls: InstagramCalls, turns: Turns) -> None:
        self._pool, self._outbox, self._calls, self._turns = pool, outbox, calls, turns

    async def reconcile(self, account_id: UUID) -> None:
        """Read the next part of the list, and tell what is news; at its end, what is gone.

        Raises what `InstagramCalls.make` raises.
        """
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(account_id)
            is_done = await AccountTurns(connection, self._turns).is_done(account_id, RECONCILE)
            last = await MediaWalks(connection).lock(account_id)
        if account is None or account.status != "CONNECTED" or is_done:
            return
        if not self._turns[RECONCILE].is_allowed(account.scopes):
            return  # it was granted when the turn came, and no longer
        walk = last or Walk(account_id, datetime.now(UTC))
        try:
            listed = await self._list(account_id, walk.cursor)
        except Rejected:
            # Cursors need not last: the next turn begins anew.
            async with self._pool.connection() as connection:
                await MediaWalks(connection).end(account_id)
            raise
        async with self._pool.connection() as connection:
            await hold(connection, account)
            if await MediaWalks(connection).lock(account_id) != last:
                return  # another agent was quicker
            await self._apply(connection, account, walk, listed)
        log.info("media reconciled", account_id=account_id, count=len(listed.media))

    async def _apply(
        self, connection: Connection, account: OAuthAccount, walk: Walk, listed: Listed
    ) -> None:
        at, store, is_any_new = datetime.now(UTC), MediaStore(connection, self._outbox), False
        for place, media in enumerate(listed.media):
            read_after = place * SPREAD if may_comment(account) else None
            is_any_new |= await store.observe(account, media, at, read_after)
        walks, walk = MediaWalks(connection), _after(walk, listed)
        if walk.cursor:
            await walks.keep(walk)
        else:
            await store.end(account, await walks.not_seen(walk), at)
            await walks.end(account.account_id)
        turns = AccountTurns(connection, self._turns)
        await turns.done(account.account_id, RECONCILE, more=bool(walk.cursor))
        if is_any_new:  # its numbers are asked for soon
            await turns.hasten(account.account_id, SAMPLE)

    async def _list(self, account_id: UUID, cursor: str) -> Listed:
        found: list[Media] = []
        for _ in range(MOST_PAGES):
            page = await self._page(account_id, cursor)
            found += page.media
            if not page.cursor or page.cursor == cursor:
                return Listed(found, "")
            cursor = page.cursor
        return Listed(found, cursor)

    async def _page(self, account_id: UUID, cursor: str) -> Listed:
        call = Call(account_id, "list_media")
        page = await self._calls.make(call, lambda calls: calls.list_media(cursor))
        return Listed(page.data, page.paging.after)


def _after(walk: Walk, listed: Listed) -> Walk:
    """Give the walk after this part of the list."""
    times = [media.timestamp for media in listed.media if media.timestamp]
    if walk.oldest_at:
        times.append(walk.oldest_at)
    return replace(
        walk,
        cursor=listed.cursor,
        listed=walk.listed + len(listed.media),
        oldest_at=min(times, default=None),
    )
