"""Stories, every hour: they and their numbers are there for a day.

https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/stories
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from accounts.calls.authorized import Call
from accounts.store import OAuthAccount, OAuthAccounts
from accounts.turns import AccountTurns, Turns
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Pool
from instagram.access import InstagramCalls
from instagram.comments.observing import hold
from instagram.comments.usable import may_comment
from instagram.platform import STORIES
from instagram.watching.media_store import MediaStore
from instagram.watching.medium import STORY, Known
from instagram.watching.sampling import Sampling, may_sample
from platforms.instagram.media import Media, MediaList

log = get_logger(__name__)
MOST_PAGES = 5
MOST_SAMPLED = 50


class Stories:
    """The calls first, then one transaction for their answers."""

    def __init__(
        self, pool: Pool, outbox: Outbox, calls: InstagramCalls, turns: Turns, sampling: Sampling
    ) -> None:
        self._pool, self._outbox, self._calls = pool, outbox, calls
        self._turns, self._sampling = turns, sampling

    async def observe(self, account_id: UUID) -> None:
        """List the stories, tell what is news, and ask for their numbers while they last.

        Raises what `InstagramCalls.make` raises.
        """
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(account_id)
            is_done = await AccountTurns(connection, self._turns).is_done(account_id, STORIES)
        if account is None or account.status != "CONNECTED" or is_done:
            return
        if not self._turns[STORIES].is_allowed(account.scopes):
            return
        listed = await self._list(account_id)
        up = await self._keep(account, listed)
        if may_sample(account):
            for story in up[:MOST_SAMPLED]:
                await self._sampling.sample_medium(account, story)
        async with self._pool.connection() as connection:
            await AccountTurns(connection, self._turns).done(account_id, STORIES)

    async def _keep(self, account: OAuthAccount, listed: list[Media]) -> list[Known]:
        """Keep the stories that are up, and end the others; gives those that are up."""
        at, names = datetime.now(UTC), {media.id for media in listed}
        read_after = timedelta() if may_comment(account) else None
        async with self._pool.connection() as connection:
            await hold(connection, account)
            store = MediaStore(connection, self._outbox)
            for media in listed:
                await store.observe(account, media, at, read_after)
            known = [
                one for one in await store.known(account.account_id) if one.product_type == STORY
            ]
            ended = [one.media_id for one in known if one.media_id not in names]
            await store.end(account, ended, at)
        log.info("stories observed", account_id=account.account_id, count=len(listed))
        return [one for one in known if one.media_id in names]

    async def _list(self, account_id: UUID) -> list[Media]:
        found: list[Media] = []
        after = ""
        for _ in range(MOST_PAGES):
            page = await self._page(account_id, after)
            found += page.data
            if not page.paging.after or page.paging.after == after:
                break
            after = page.paging.after
        return found

    async def _page(self, account_id: UUID, after: str) -> MediaList:
        call = Call(account_id, "list_media")
        return await self._calls.make(call, lambda calls: calls.list_stories(after))
