"""Send a request within its time, and repeat it only if it may be repeated."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from random import SystemRandom
from typing import Generic, TypeVar

import aiohttp
from yarl import URL

from common.tracing import calling
from platforms.errors import (
    OutcomeUnknown,
    PlatformDown,
    PlatformError,
    RateLimited,
    Rejected,
    Unreachable,
)
from platforms.protocol import Request

MAX_ANSWER = 1024 * 1024
PIECE = 1024 * 1024
MAX_ATTEMPTS = 4
CONNECT_TIMEOUT = 5.0
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0

Result = TypeVar("Result")
Observe = Callable[[str, str, float], object]
Answer = tuple[int, Mapping[str, str], bytes]


@dataclass(frozen=True, slots=True)
class Call(Generic[Result]):
    """A call's name in metrics, its reader, its whole time in seconds, whether it may repeat.

    Of a counted call each attempt is the caller's to count, and so to repeat.
    """

    endpoint: str
    read: Callable[[int, Mapping[str, str], bytes], Result]
    timeout: float
    repeatable: bool = True
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Host:
    """A platform's API: its name in traces, its address, and the codes that we can explain."""

    provider: str
    api_url: str
    is_known: Callable[[str], bool]


class Transport:
    """Requests over one session; nothing of aiohttp leaves it, not even as an error's context.

    `observe(endpoint, outcome, seconds)` is told of every attempt: `ok`, the error's `outcome`,
    or `unknown_code` for a refusal that the catalogue does not explain.
    """

    def __init__(self, session: aiohttp.ClientSession, host: Host, observe: Observe | None) -> None:
        self._session, self._host, self._observe = session, host, observe
        self._random = SystemRandom()

    async def perform(self, call: Call[Result], request: Request) -> Result:
        """Give what the reader makes of the answer, after as many repeats as its kind allows."""
        with calling(self._host.provider, call.endpoint):
            return await self._perform(call, request)

    async def _perform(self, call: Call[Result], request: Request) -> Result:
        deadline = asyncio.get_running_loop().time() + call.timeout
        attempt = 0
        while True:
            result = await self._attempt(call, request, deadline)
            if not isinstance(result, PlatformError):
                return result
            pause = self._pause(call, result, attempt)
            attempt += 1
            if pause is None or asyncio.get_running_loop().time() + pause >= deadline:
                raise result
            await asyncio.sleep(pause)

    async def _attempt(
        self, call: Call[Result], request: Request, deadline: float
    ) -> Result | PlatformError:
        started = asyncio.get_running_loop().time()
        result: Result | PlatformError
        try:
            result = call.read(*await self._send(request, deadline))
        except PlatformError as error:
            result = error if call.repeatable else _once(error)
        if self._observe is not None:
            seconds = asyncio.get_running_loop().time() - started
            self._observe(call.endpoint, self._outcome(result), seconds)
        return result

    def _pause(self, call: Call[Result], error: PlatformError, attempt: int) -> float | None:
        """Say how long to wait before a repeat, or None where there must be none."""
        if attempt + 1 >= MAX_ATTEMPTS:
            return None
        may_repeat = call.repeatable and not call.counted
        if isinstance(error, RateLimited):
            return error.retry_after if may_repeat else None
        if isinstance(error, Unreachable) or (may_repeat and isinstance(error, PlatformDown)):
            # Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
            return self._random.uniform(0, min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt))
        return None

    def _outcome(self, result: object) -> str:
        """Name an attempt's end by one of a few words."""
        if not isinstance(result, PlatformError):
            return "ok"
        is_new = isinstance(result, Rejected) and not self._host.is_known(result.code)
        return "unknown_code" if is_new else result.outcome

    async def _send(self, request: Request, deadline: float) -> Answer:
        try:
            async with asyncio.timeout_at(deadline):
                return await self._exchange(request)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            failure: PlatformError = Unreachable("unreachable")
        except TimeoutError:
            failure = PlatformDown("timeout")
        except (aiohttp.ClientError, OSError):
            failure = PlatformDown("connection_lost")
        # Raised out here, so that aiohttp's error, which shows the URL, is not its context.
        raise failure

    async def _exchange(self, request: Request) -> Answer:
        url = request.url if not request.url.startswith("/") else self._host.api_url + request.url
        async with self._session.request(
            request.method,
            # Upload URLs are signed: they are sent as they came.
            URL(url, encoded=True),
            headers=_sized(request),
            data=_streamed(request),
            allow_redirects=False,
            middlewares=(_no_silent_repeat,),
            timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_TIMEOUT),
        ) as response:
            return response.status, response.headers, await _capped(response.content)


async def _no_silent_repeat(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Keep aiohttp from sending a GET or PUT again by itself once a kept connection has died."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
        lost = PlatformDown("connection_lost")
    raise lost


def _sized(request: Request) -> Mapping[str, str]:
    """Say how long the body is: what comes in pieces would else be sent as chunks of HTTP's."""
    size = request.content.size if request.content else len(request.body)
    return {**request.headers, "Content-Length": str(size)} if size else request.headers


def _streamed(request: Request) -> AsyncIterable[bytes | memoryview] | None:
    if request.content:
        return request.content.blocks()
    return _Pieces(request.body) if request.body else None


class _Pieces:
    """A body that is sent piece by piece, from its start each time; aiohttp would copy a BytesIO.

    https://docs.aiohttp.org/en/stable/client_quickstart.html#streaming-uploads
    """

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[memoryview]:
        """Begin anew."""
        view = memoryview(self._body)
        for start in range(0, len(view), PIECE):
            yield view[start : start + PIECE]


async def _capped(content: aiohttp.StreamReader) -> bytes:
    body = bytearray()
    async for block in content.iter_chunked(65_536):
        body += block
        if len(body) > MAX_ANSWER:
            raise PlatformDown("answer_too_large")
    return bytes(body)


def _once(error: PlatformError) -> PlatformError:
    """Turn a lost answer to a call that may not repeat into what it is: an unknown outcome."""
    if isinstance(error, PlatformDown) and not isinstance(error, Unreachable):
        return OutcomeUnknown(error.code, error.log_id, message=error.message)
    return error
