"""TikTok's lists of an account's public videos, within their windows, with a token that works."""

from collections.abc import Sequence
from uuid import UUID

from accounts.calls.authorized import AuthorizedCalls
from platforms.tiktok.client import TikTok
from platforms.tiktok.user import User
from platforms.tiktok.videos import Video, VideoPage


class Videos:
    """Each call raises `RateLimited` before it is made where its window is full."""

    def __init__(self, tiktok: TikTok, calls: AuthorizedCalls) -> None:
        self._tiktok, self._calls = tiktok, calls

    async def page(self, account_id: UUID, cursor: int | None) -> VideoPage:
        """Give one page, newest first."""
        list_videos = self._tiktok.list_videos
        return await self._calls.make(
            account_id, "video_list", lambda token: list_videos(token, cursor)
        )

    async def totals(self, account_id: UUID, video_ids: Sequence[str]) -> tuple[Video, ...]:
        """Give those of at most 20 videos that are still there."""
        query_videos = self._tiktok.query_videos
        return await self._calls.make(
            account_id, "video_query", lambda token: query_videos(token, video_ids)
        )

    async def profile(self, account_id: UUID, scopes: Sequence[str]) -> User:
        """Give the account's user as TikTok shows it now."""
        user_info = self._tiktok.user_info
        return await self._calls.make(
            account_id, "user_info", lambda token: user_info(token, scopes)
        )
