"""Asking once a day what totals an account's public posts have: TikTok keeps no history.

https://developers.tiktok.com/doc/tiktok-api-v2-video-query
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from accounts.turns import AccountTurns, Turns
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Pool
from contracts.tiktok.events import MetricsSampled
from platforms.tiktok.videos import MOST_IDS, Video
from tiktok.platform import SAMPLE
from tiktok.posts.machine import Post
from tiktok.posts.public_videos import KnownVideo, PublicPosts
from tiktok.posts.store import TikTokPosts
from tiktok.watching.videos import Videos

log = get_logger(__name__)


class Sampling:
    """One call for twenty posts, one transaction for what it tells."""

    def __init__(self, pool: Pool, outbox: Outbox, videos: Videos, turns: Turns) -> None:
        self._pool, self._outbox, self._videos, self._turns = pool, outbox, videos, turns

    async def sample(self, account_id: UUID) -> None:
        """Take this turn's samples; a call that fails leaves the rest for the next try."""
        async with self._pool.connection() as connection:
            if await AccountTurns(connection, self._turns).is_done(account_id, SAMPLE):
                return
            known = await PublicPosts(connection).of_account(account_id)
        public = [video for video in known if video.is_public]
        for start in range(0, len(public), MOST_IDS):
            await self._sample(account_id, public[start : start + MOST_IDS])
        async with self._pool.connection() as connection:
            await AccountTurns(connection, self._turns).done(account_id, SAMPLE)

    async def _sample(self, account_id: UUID, asked: Sequence[KnownVideo]) -> None:
        at = datetime.now(UTC)
        found = await self._videos.totals(account_id, [video.platform_post_id for video in asked])
        post_ids = {video.platform_post_id: video.post_id for video in asked}
        async with self._pool.connection() as connection:
            posts = TikTokPosts(connection, self._outbox)
            for video in found:
                post = await posts.lock(post_ids[video.id]) if video.id in post_ids else None
                if post is not None:
                    await posts.record(post, [sampled(post, video, at)])
        log.info("posts sampled", account_id=account_id, limit=len(asked), count=len(found))


def sampled(post: Post, video: Video, at: datetime) -> MetricsSampled:
    """Make the event of a video's totals."""
    return MetricsSampled(
        **post.identity(),
        platform_post_id=video.id,
        observed_at=at,
        view_count=video.view_count,
        like_count=video.like_count,
        comment_count=video.comment_count,
        share_count=video.share_count,
    )
