"""Reading an account's video list once a day, for what webhooks and polls have missed.

The account's name and picture are read with it.

https://developers.tiktok.com/doc/tiktok-api-v2-video-list
"""

from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID

from accounts.calls.authorized import AuthorizedCalls, Call
from accounts.events import append, identity
from accounts.store import OAuthAccount, OAuthAccounts
from accounts.turns import AccountTurns, Turns
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.accounts import ProfileObserved
from contracts.tiktok.events import ForeignVideoFound, PostDrifted
from platforms.tiktok.client import TikTok
from platforms.tiktok.user import User
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

log = get_logger(__name__)
MOST_PAGES = 10


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
        if account is None or account.status != "CONNECTED" or is_done:
            return
        profile = await self._profile(account)
        listed = await self._walk(account_id, known)
        async with self._pool.connection() as connection:
            if profile is not None:
                await self._apply_profile(connection, account_id, profile)
            await self._apply_list(connection, account, listed)
            has_more = await DuePosts(connection).has_unknown_inits(account_id)
            turns = AccountTurns(connection, self._turns)
            await turns.done(account_id, RECONCILE, more=has_more)
        log.info("videos reconciled", account_id=account_id, count=len(listed.videos))

    async def _profile(self, account: OAuthAccount) -> User | None:
        if "user.info.basic" not in account.scopes:
            return None
        call = Call(account.account_id, "user_info")
        return await self._calls.make(call, self._tiktok.user_info, account.scopes)

    async def _walk(self, account_id: UUID, known: list[KnownVideo]) -> Listed:
        """Go back to the oldest video that is public for us, or as far as a turn goes."""
        at, cursor, has_more = datetime.now(UTC), None, True
        oldest = min((video.created_at for video in known if video.is_public), default=at)
        videos: list[Video] = []
        for _ in range(MOST_PAGES):
            call = Call(account_id, "video_list")
            page = await self._calls.make(call, self._tiktok.list_videos, cursor)
            videos += page.videos
            cursor, has_more = page.cursor, page.has_more
            if not has_more or not page.videos or Listed(videos, at, is_whole=False).covers(oldest):
                break
        return Listed(videos, at, is_whole=not has_more)

    async def _apply_list(
        self, connection: Connection, account: OAuthAccount, listed: Listed
    ) -> None:
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
        for video in foreign:
            if video.id not in claimed and not may_yet_be_ours(video, inits, listed.at):
                await self._foreign(connection, account, video, listed.at)

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

    async def _apply_profile(self, connection: Connection, account_id: UUID, user: User) -> None:
        """Keep the name and the picture, and tell of a change.

        A picture's address is signed anew each time: only a new path is a new picture.
        """
        accounts = OAuthAccounts(connection)
        account = await accounts.lock(account_id)
        if account is None:
            return
        await accounts.update_profile(account_id, user.display_name, user.avatar_url)
        if not _has_changed(account, user):
            return
        event = ProfileObserved(
            **identity(account),
            display_name=user.display_name,
            avatar_url=user.avatar_url or None,
            observed_at=datetime.now(UTC),
        )
        await append(connection, self._outbox, event)


def _has_changed(account: OAuthAccount, user: User) -> bool:
    was, now = urlsplit(account.avatar_url or "").path, urlsplit(user.avatar_url).path
    return (account.display_name, was) != (user.display_name, now)
