"""Asking for the totals of an account's public posts, turn by turn: TikTok keeps no history.

https://developers.tiktok.com/doc/tiktok-api-v2-video-query
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from accounts.calls.authorized import AuthorizedCalls, Call
from accounts.store import OAuthAccounts
from accounts.turns import AccountTurns, Turns
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Pool
from contracts.tiktok.events import MetricsSampled
from platforms.tiktok.client import TikTok
from platforms.tiktok.links import shared_link
from platforms.tiktok.videos import MOST_IDS, Video
from tiktok.platform import SAMPLE
from tiktok.posts.machine import Post
from tiktok.posts.public_videos import PublicVideos
from tiktok.posts.store import TikTokPosts
from tiktok.posts.view import KnownVideo, VideoSample
from tiktok.watching.sample_rhythm import is_sample_due

log = get_logger(__name__)


class Sampling:
    """One call for twenty videos, one transaction for the answer."""

    def __init__(
        self, pool: Pool, outbox: Outbox, tiktok: TikTok, calls: AuthorizedCalls, turns: Turns
    ) -> None:
        self._pool, self._outbox, self._turns = pool, outbox, turns
        self._tiktok, self._calls = tiktok, calls

    async def sample(self, account_id: UUID) -> None:
        """Take this turn's samples; a call that fails leaves the rest for the next try.

        Raises `RateLimited`, a `PlatformError`, and what `AccountTokens.valid` raises.
        """
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(account_id)
            is_done = await AccountTurns(connection, self._turns).is_done(account_id, SAMPLE)
            if is_done or account is None or not self._turns[SAMPLE].is_allowed(account.scopes):
                return
            known = await PublicVideos(connection).of_account(account_id)
        now = datetime.now(UTC)
        due = [video for video in known if video.is_public and is_sample_due(video, now)]
        for start in range(0, len(due), MOST_IDS):
            await self._sample(account_id, due[start : start + MOST_IDS])
        async with self._pool.connection() as connection:
            await AccountTurns(connection, self._turns).done(account_id, SAMPLE)

    async def _sample(self, account_id: UUID, asked: Sequence[KnownVideo]) -> None:
        at, names = datetime.now(UTC), [video.platform_post_id for video in asked]
        call = Call(account_id, "video_query")
        found = await self._calls.make(call, self._tiktok.query_videos, names)
        ours = {video.platform_post_id: video for video in asked}
        answered = [sample_of(ours[video.id], video) for video in found if video.id in ours]
        async with self._pool.connection() as connection:
            store = TikTokPosts(connection, self._outbox)
            posts = await store.lock_all([sample.video.post_id for sample in answered])
            await store.append(
                [
                    sampled(posts[sample.video.post_id], sample, at)
                    for sample in answered
                    if sample.video.post_id in posts and sample.is_news
                ]
            )
            await PublicVideos(connection).note_samples(at, answered)
        log.info("posts sampled", account_id=account_id, limit=len(asked), count=len(answered))


def sample_of(known: KnownVideo, video: Video) -> VideoSample:
    """Take what is kept of TikTok's answer."""
    totals = [video.view_count, video.like_count, video.comment_count, video.share_count]
    return VideoSample(known, totals, shared_link(video.share_url))


def sampled(post: Post, sample: VideoSample, at: datetime) -> MetricsSampled:
    """Make the event of a sample."""
    views, likes, comments, shares = sample.totals
    return MetricsSampled(
        **post.identity(),
        platform_post_id=sample.video.platform_post_id,
        observed_at=at,
        view_count=views,
        like_count=likes,
        comment_count=comments,
        share_count=shares,
        link=sample.new_link,
    )
