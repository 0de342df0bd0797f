"""Reading an account's video list once a day, for what webhooks and polls have missed.

https://developers.tiktok.com/doc/tiktok-api-v2-video-list
"""

from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from accounts.calls.authorized import AuthorizedCalls
from accounts.store import OAuthAccount, OAuthAccounts
from accounts.turns import AccountTurns, Turns
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.tiktok.events import ForeignVideoFound, PostDrifted
from platforms.tiktok.client import TikTok
from platforms.tiktok.videos import Video
from tiktok.platform import RECONCILE
from tiktok.posts.due import DuePosts
from tiktok.posts.lost_inits import Sighting, settled
from tiktok.posts.machine import LISTED, Observation, Visibility
from tiktok.posts.public_videos import PublicVideos
from tiktok.posts.store import TikTokPosts
from tiktok.posts.view import KnownVideo
from tiktok.watching.applying import apply
from tiktok.watching.list_diff import (
    Listed,
    caption_of,
    made_at,
    may_yet_be_ours,
    missing,
    not_ours,
    unexpected,
)
from tiktok.watching.settle_lost_inits import settle_by_video
from tiktok.watching.video_walk import VideoWalk

log = get_logger(__name__)


class Reconciling:
    """The calls first, then one transaction for their answers."""

    def __init__(
        self, pool: Pool, outbox: Outbox, tiktok: TikTok, calls: AuthorizedCalls, turns: Turns
    ) -> None:
        self._pool, self._outbox, self._turns = pool, outbox, turns
        self._tiktok, self._calls = tiktok, calls

    async def reconcile(self, account_id: UUID) -> None:
        """Compare the list with our posts, and apply what it says of them.

        Raises `RateLimited`, a `PlatformError`, and what `AccountTokens.valid` raises.
        """
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(account_id)
            is_done = await AccountTurns(connection, self._turns).is_done(account_id, RECONCILE)
            known = await PublicVideos(connection).of_account(account_id)
            last = await PublicVideos(connection).walked(account_id)
        if account is None or account.status != "CONNECTED" or is_done:
            return
        if not self._turns[RECONCILE].is_allowed(account.scopes):
            return  # it was granted when the turn came, and no longer
        walk = VideoWalk(self._tiktok, self._calls, account_id)
        listed, walked = await walk.take(known, last)
        async with self._pool.connection() as connection:
            held = await self._apply_list(connection, account, listed)
            until = min([walked.until, *map(made_at, held)])
            await PublicVideos(connection).note_walk(account_id, replace(walked, until=until))
            has_unknown = await DuePosts(connection).has_unknown_inits(account_id)
            has_more = has_unknown or walked.cursor is not None
            turns = AccountTurns(connection, self._turns)
            await turns.done(account_id, RECONCILE, more=has_more)
        log.info("videos reconciled", account_id=account_id, count=len(listed.all))

    async def _apply_list(
        self, connection: Connection, account: OAuthAccount, listed: Listed
    ) -> list[Video]:
        """Apply the list; gives the videos that are not told of, since they may yet be ours."""
        known = await PublicVideos(connection).of_account(account.account_id)
        for ours in missing(known, listed):
            await self._drifted(connection, ours, "missing", listed.at)
        for ours in unexpected(known, listed):
            await self._drifted(connection, ours, "unexpected", listed.at)
        foreign = not_ours(known, listed)
        inits = await DuePosts(connection).without_public_id(account.account_id)
        seen = [Sighting(video.id, made_at(video), caption_of(video)) for video in foreign]
        claimed = set()
        for init, sighting in settled(inits, seen):
            await settle_by_video(connection, self._outbox, init, sighting.name, listed.at)
            claimed.add(sighting.name)
        unclaimed = [video for video in foreign if video.id not in claimed]
        held = [video for video in unclaimed if may_yet_be_ours(video, inits, listed.at)]
        for video in unclaimed:
            if video not in held:
                await self._foreign(connection, account, video, listed.at)
        return held

    async def _drifted(
        self,
        connection: Connection,
        ours: KnownVideo,
        kind: Literal["missing", "unexpected"],
        at: datetime,
    ) -> None:
        """Tell of the difference, then let the post follow the list."""
        posts = TikTokPosts(connection, self._outbox)
        post = await posts.lock(ours.post_id)
        if post is None:
            return
        listed = Visibility(at.replace(microsecond=0), LISTED, is_public=kind == "unexpected")
        if listed <= post.visibility[ours.platform_post_id]:
            return
        drifted = PostDrifted(
            **post.identity(), kind=kind, platform_post_id=ours.platform_post_id, observed_at=at
        )
        await posts.record(post, [drifted])
        observation = Observation(
            by="video_list",
            at=at,
            visibility={ours.platform_post_id: listed},
            earlier_attempt=post.earlier.get(ours.platform_post_id),
        )
        await apply(connection, self._outbox, post, observation)

    async def _foreign(
        self, connection: Connection, account: OAuthAccount, video: Video, at: datetime
    ) -> None:
        if not await PublicVideos(connection).is_first_seen(account.account_id, video.id):
            return
        event = ForeignVideoFound(
            account_id=account.account_id,
            user_id=account.user_id,
            platform_post_id=video.id,
            title=caption_of(video),
            create_time=made_at(video),
            observed_at=at,
        )
        await self._outbox.append(connection, event, 1)
