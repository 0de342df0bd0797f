"""Users' pictures, which platforms serve from hosts of their own; their addresses expire."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from common.tracing import calling
from platforms.addresses import is_allowed_url
from platforms.public_resolver import PublicResolver

MOST_BYTES = 1 << 20
PIECE = 64 << 10
KINDS = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/svg+xml"})
HEADERS = {"Accept": "image/*", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it came; what it says of itself is one of `KINDS`, and was not looked into."""

    kind: str
    content: bytes


class NoPicture(Exception):
    """None came; the reason is for a log."""


class Pictures:
    """Fetches pictures from the given hosts alone, without cookies, and follows no redirect.

    `provider` names the platform in traces; `hosts` holds suffixes (`.example.com`, https only) or
    exact `host:port`s; a fetch may take `seconds`, and bring `most_bytes`.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        provider: str,
        hosts: tuple[str, ...],
        seconds: float = 5.0,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._session, self._provider = session, provider
        self._hosts, self._seconds, self._most_bytes = hosts, seconds, most_bytes

    async def fetch(self, url: str) -> Picture:
        """Fetch it whole, up to `most_bytes`; raises `NoPicture`."""
        if not is_allowed_url(url, self._hosts):
            raise NoPicture("host_not_allowed")
        try:
            with calling(self._provider, "picture"):
                async with asyncio.timeout(self._seconds):
                    return await self._get(URL(url, encoded=True))
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise NoPicture(type(error).__name__) from error

    async def _get(self, url: URL) -> Picture:
        async with self._session.get(url, allow_redirects=False, headers=HEADERS) as answer:
            if answer.status != 200:
                raise NoPicture(f"status_{answer.status}")
            if answer.content_type not in KINDS or "Content-Encoding" in answer.headers:
                raise NoPicture("no_picture")
            return Picture(answer.content_type, await _whole(answer, self._most_bytes))


def picture_session(
    hosts: Collection[str], resolver: AbstractResolver | None = None
) -> aiohttp.ClientSession:
    """Open a session that keeps no cookie, unpacks nothing, and asks few things at once.

    It connects to public addresses only, but for the `host:port`s among the hosts.
    """
    public = PublicResolver(resolver or aiohttp.DefaultResolver(), hosts)
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=16, resolver=public),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
    )


async def _whole(answer: aiohttp.ClientResponse, most_bytes: int) -> bytes:
    content = bytearray()
    async for piece in answer.content.iter_chunked(PIECE):
        content += piece
        if len(content) > most_bytes:
            raise NoPicture("too_large")
    return bytes(content)
