"""A platform's calls for an account: counted in their windows, made with a token that works."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID, uuid4

from tenacity import (
    AsyncRetrying,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from accounts.calls.rate_windows import Limits, RateWindows
from accounts.tokens.tokens import AccountTokens
from common.postgres import Pool
from platforms import errors as platform_errors

PAUSE_SECONDS = 60.0  # where the platform asks to wait, and does not say for how long

TRIES, LONGEST_SECONDS = 4, 10.0

Answer = TypeVar("Answer")


class AuthorizedCalls:
    """The one way to call for an account; the caller decides what a refusal means."""

    def __init__(self, pool: Pool, tokens: AccountTokens, limits: Limits) -> None:
        self._pool, self._tokens, self._limits = pool, tokens, limits

    async def make(
        self,
        account_id: UUID,
        endpoint: str,
        ask: Callable[[str], Awaitable[Answer]],
        cause: str | None = None,
    ) -> Answer:
        """Call; a refused token has done nothing, so it is refreshed and the call made once more.

        So is one that got no usable answer, if it may be made again; each is counted.
        Raises `common.errors.RateLimited` before a call where the endpoint's window is full, or the
        platform has asked to wait; a `PlatformError` where the call failed; and what
        `AccountTokens.valid` raises. `cause` names a call that was counted already, by the
        transaction that decided on it.
        """
        cause, counted = cause or str(uuid4()), 0

        async def attempt(token: str) -> Answer:
            nonlocal counted
            await self._count(account_id, endpoint, f"{cause}|{counted}" if counted else cause)
            counted += 1
            return await ask(token)

        token = await self._tokens.valid(account_id)
        try:
            try:
                return await _repeated(attempt, token)
            except platform_errors.TokenInvalid:
                token = await self._tokens.refreshed(account_id, token.version)
                return await _repeated(attempt, token)
        except platform_errors.RateLimited as error:
            await self._pause(account_id, endpoint, error.retry_after or PAUSE_SECONDS)
            raise

    async def _count(self, account_id: UUID, endpoint: str, cause: str) -> None:
        async with self._pool.connection() as connection:
            await RateWindows(connection, self._limits).count(account_id, endpoint, cause)

    async def _pause(self, account_id: UUID, endpoint: str, seconds: float) -> None:
        async with self._pool.connection() as connection:
            await RateWindows(connection, self._limits).pause(account_id, endpoint, seconds)


async def _repeated(attempt: Callable[[str], Awaitable[Answer]], token: str) -> Answer:
    """Make the attempts; one that may have happened is an `OutcomeUnknown`, and is the last."""
    retrying = AsyncRetrying(
        retry=retry_if_exception(lambda error: type(error) is platform_errors.PlatformDown),
        wait=wait_random_exponential(multiplier=0.2, max=5.0),
        stop=stop_after_attempt(TRIES) | stop_after_delay(LONGEST_SECONDS),
        reraise=True,
    )
    return await retrying(attempt, token)
