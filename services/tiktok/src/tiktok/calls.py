"""TikTok's calls for an account: counted in their windows, made with a token that works."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID, uuid4

from common.postgres import Pool
from platforms.tiktok import errors as tiktok_errors
from tiktok.request_log import RequestLog
from tiktok.tokens import Tokens

PAUSE_SECONDS = 60.0  # where TikTok asks to wait, and does not say for how long

Answer = TypeVar("Answer")


class Calls:
    """The one way to call for an account; what a refusal means is left to who asks."""

    def __init__(self, pool: Pool, tokens: Tokens) -> None:
        self._pool, self._tokens = pool, tokens

    async def make(
        self,
        account_id: UUID,
        endpoint: str,
        ask: Callable[[str], Awaitable[Answer]],
        cause: str | None = None,
    ) -> Answer:
        """Call; a refused token has done nothing, so it is refreshed and the call made once more.

        Raises `RateLimited` before a call where the endpoint's window is full, or TikTok has asked
        to wait. `cause` names a call that the transaction which decided on it has counted already.
        """
        cause = cause or str(uuid4())
        token = await self._tokens.valid(account_id)
        try:
            try:
                await self._count(account_id, endpoint, cause)
                return await ask(token)
            except tiktok_errors.TokenInvalid:
                token = await self._tokens.refreshed(account_id, token.version)
                await self._count(account_id, endpoint, f"{cause}|again")
                return await ask(token)
        except tiktok_errors.RateLimited as error:
            await self._pause(account_id, endpoint, error.retry_after or PAUSE_SECONDS)
            raise

    async def _count(self, account_id: UUID, endpoint: str, cause: str) -> None:
        async with self._pool.connection() as connection:
            await RequestLog(connection).count(account_id, endpoint, cause)

    async def _pause(self, account_id: UUID, endpoint: str, seconds: float) -> None:
        async with self._pool.connection() as connection:
            await RequestLog(connection).pause(account_id, endpoint, seconds)
