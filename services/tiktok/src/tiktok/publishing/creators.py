"""What a creator may choose now: asked afresh, since TikTok changes its mind from day to day.

https://developers.tiktok.com/doc/content-posting-api-reference-query-creator-info
"""

from uuid import UUID

from accounts.calls.authorized import AuthorizedCalls
from accounts.calls.rate_windows import RateWindows
from common.postgres import Pool
from platforms import errors as platform_errors
from platforms.tiktok.client import TikTok
from platforms.tiktok.posting import Creator
from tiktok.api.views import CreatorAnswer, PendingShares, Quota
from tiktok.errors import ChoiceRefused
from tiktok.platform import LIMITS
from tiktok.posts.requests import Wish
from tiktok.publishing.creator_rules import objections
from tiktok.publishing.drafts import Drafts, Places
from tiktok.publishing.refusals import told_of_call

INITS = ("direct_init", "inbox_init", "photos_init")
USUAL_DAILY_LIMIT = 15


class Creators:
    """Asks TikTok about creators, and counts what is left to them."""

    def __init__(self, pool: Pool, tiktok: TikTok, calls: AuthorizedCalls, places: Places) -> None:
        self._pool, self._tiktok, self._calls, self._places = pool, tiktok, calls, places

    async def check(self, wish: Wish) -> None:
        """Hold the wish against what is offered now; raise `ChoiceRefused` with every objection."""
        found = objections(wish, await self.ask(wish.account_id))
        if found:
            raise ChoiceRefused(" ".join(found))

    async def describe(self, account_id: UUID) -> CreatorAnswer:
        """Give what a page must show before a post."""
        creator = await self.ask(account_id)
        return CreatorAnswer.of(account_id, creator, await self._quota(account_id))

    async def ask(self, account_id: UUID) -> Creator:
        """Ask TikTok; raises what the caller is told of a refusal."""
        try:
            return await self._calls.make(account_id, "creator", self._tiktok.creator_info)
        except platform_errors.PlatformError as error:
            raise told_of_call(error) from error

    async def _quota(self, account_id: UUID) -> Quota:
        async with self._pool.connection() as connection:
            log, drafts = RateWindows(connection, LIMITS), Drafts(connection, self._places)
            pending = await drafts.pending(account_id)
            posted = await drafts.posts_of_a_day(account_id)
            return Quota(
                pending_shares=PendingShares(
                    used=pending.used,
                    limit=self._places.limit,
                    near_limit=pending.used >= self._places.limit - 1,
                    inbox_videos=pending.inbox_videos,
                    photo_drafts=pending.photo_drafts,
                ),
                inits_left_this_minute={name: await log.left(account_id, name) for name in INITS},
                creator_queries_left_this_minute=await log.left(account_id, "creator"),
                posts_last_24_hours=posted,
                near_daily_limit=posted >= USUAL_DAILY_LIMIT,
            )
