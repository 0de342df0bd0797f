"""TikTok's lists of an account's public videos, within their windows, with a token that works."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar
from uuid import UUID, uuid4

from common.postgres import Pool
from platforms.tiktok import errors as tiktok_errors
from platforms.tiktok.client import TikTok
from platforms.tiktok.user import User
from platforms.tiktok.videos import Video, VideoPage
from tiktok.request_log import RequestLog
from tiktok.tokens import Tokens

Answer = TypeVar("Answer")


class Videos:
    """Each call raises `RateLimited` before it is made where its window is full."""

    def __init__(self, pool: Pool, tiktok: TikTok, tokens: Tokens) -> None:
        self._pool, self._tiktok, self._tokens = pool, tiktok, tokens

    async def page(self, account_id: UUID, cursor: int | None) -> VideoPage:
        """Give one page, newest first."""
        await self._count(account_id, "video_list")
        return await self._call(account_id, lambda token: self._tiktok.list_videos(token, cursor))

    async def totals(self, account_id: UUID, video_ids: Sequence[str]) -> tuple[Video, ...]:
        """Give those of at most 20 videos that are still there."""
        await self._count(account_id, "video_query")
        return await self._call(
            account_id, lambda token: self._tiktok.query_videos(token, video_ids)
        )

    async def profile(self, account_id: UUID, scopes: Sequence[str]) -> User:
        """Give the account's user as TikTok shows it now."""
        return await self._call(account_id, lambda token: self._tiktok.user_info(token, scopes))

    async def _count(self, account_id: UUID, endpoint: str) -> None:
        async with self._pool.connection() as connection:
            await RequestLog(connection).count(account_id, endpoint, str(uuid4()))

    async def _call(self, account_id: UUID, ask: Callable[[str], Awaitable[Answer]]) -> Answer:
        """Ask; where the token is refused, once more with a fresh one."""
        token = await self._tokens.valid(account_id)
        try:
            return await ask(token)
        except tiktok_errors.TokenInvalid:
            return await ask(await self._tokens.refreshed(account_id, token.version))
