"""A platform's calls for an account: counted in their windows, made with a token that works."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID, uuid4

from tenacity import (
    AsyncRetrying,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from accounts.calls.rate_windows import Limits, RateWindows
from accounts.tokens.rows import AccessToken
from accounts.tokens.tokens import AccountTokens
from common.postgres import Pool
from platforms import errors as platform_errors

# Where the platform asks to wait, and does not say for how long.
PAUSE_SECONDS, WIDER_PAUSE_SECONDS = 60.0, 900.0

TRIES, LONGEST_SECONDS = 4, 10.0

Answer = TypeVar("Answer")
Arguments = ParamSpec("Arguments")


@dataclass(frozen=True, slots=True)
class Counted:
    """A call that a transaction has counted already, under `cause`, and the token to make it with.

    Its first try is not counted again.
    """

    cause: str
    token: AccessToken


@dataclass(frozen=True, slots=True)
class Call:
    """Whose call this is and what it asks; `reserved` calls of its window are kept for others."""

    account_id: UUID
    endpoint: str
    counted: Counted | None = None
    reserved: int = 0


class AuthorizedCalls:
    """The one way to call for an account; the caller decides what a refusal means."""

    def __init__(self, pool: Pool, tokens: AccountTokens, limits: Limits) -> None:
        self._pool, self._tokens, self._limits = pool, tokens, limits

    async def make(
        self,
        call: Call,
        ask: Callable[Concatenate[AccessToken, Arguments], Awaitable[Answer]],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Answer:
        """Call `ask` with a token and these arguments; gives its answer.

        A refused token has done nothing, so it is refreshed and the call is made once more. A call
        that got no usable answer is made again where that is safe. Each try is counted.
        Raises `common.errors.RateLimited` before a call where the endpoint's window is full, or the
        platform has asked to wait; a `PlatformError` where the call failed; and what
        `AccountTokens.valid` raises.
        """
        cause, tries = call.counted.cause if call.counted else str(uuid4()), 0

        async def attempt(token: AccessToken) -> Answer:
            nonlocal tries
            if tries or call.counted is None:
                await self._count(call, f"{cause}|{tries}" if tries else cause)
            tries += 1
            return await ask(token, *arguments, **named)

        token = call.counted.token if call.counted else await self._tokens.valid(call.account_id)
        try:
            try:
                return await _repeated(attempt, token)
            except platform_errors.TokenInvalid as refused:
                token = await self._tokens.refreshed(call.account_id, token.version, refused.code)
                return await _repeated(attempt, token)
        except platform_errors.RateLimited as error:
            await self._pause(call, error)
            raise

    async def _count(self, call: Call, cause: str) -> None:
        async with self._pool.connection() as connection:
            windows = RateWindows(connection, self._limits)
            await windows.count(call.account_id, call.endpoint, cause, call.reserved)

    async def _pause(self, call: Call, error: platform_errors.RateLimited) -> None:
        reach = self._limits.reach(error)
        unsaid = PAUSE_SECONDS if reach == "endpoint" else WIDER_PAUSE_SECONDS
        seconds = error.retry_after or unsaid
        async with self._pool.connection() as connection:
            windows = RateWindows(connection, self._limits)
            match reach:
                case "endpoint":
                    await windows.pause(call.account_id, call.endpoint, seconds)
                case "account":
                    await windows.pause_account(call.account_id, seconds)
                case "app":
                    await windows.pause_app(call.account_id, seconds)


async def _repeated(
    attempt: Callable[[AccessToken], Awaitable[Answer]], token: AccessToken
) -> Answer:
    """Try until a call gives an answer, or may have had an effect (`OutcomeUnknown`)."""
    retrying = AsyncRetrying(
        retry=retry_if_exception(lambda error: type(error) is platform_errors.PlatformDown),
        wait=wait_random_exponential(multiplier=0.2, max=5.0),
        stop=stop_after_attempt(TRIES) | stop_after_delay(LONGEST_SECONDS),
        reraise=True,
    )
    return await retrying(attempt, token)
