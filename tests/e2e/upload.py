"""A video sent the way a browser sends it: tus 1.0, one PATCH for each chunk.

https://tus.io/protocols/resumable-upload
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from browser import Browser
from waiting import require, until

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = 64 * 1024
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Video:
    """Pseudo-random bytes, the same for the same seed, made when they are wanted."""

    seed: str
    size: int

    @property
    def sha256(self) -> str:
        """Digest of a video whose bytes were made in one go."""
        return hashlib.sha256(self.bytes(0, self.size)).hexdigest()

    def bytes(self, first: int, size: int) -> bytes:
        """Give the bytes from `first`, which chunks begin with: each has a stream of its own."""
        return hashlib.shake_256(f"{self.seed}@{first}".encode()).digest(size)


@dataclass(frozen=True)
class Target:
    """What Postlog said about where to send a video."""

    url: str
    chunk_size: int
    count: int

    def chunk(self, number: int, size: int) -> tuple[int, int]:
        """Give where a chunk begins and how long it is; the last one takes the rest."""
        first = number * self.chunk_size
        is_last = number == self.count - 1
        return first, size - first if is_last else self.chunk_size


@dataclass(frozen=True)
class Uploaded:
    """How sending went: the digest of what was sent, and where it was cut and taken up again."""

    sha256: str
    cut_in_chunk: int
    resumed_at: int


class Upload:
    """One video on its way to one target."""

    def __init__(self, browser: Browser, target: Target, video: Video) -> None:
        self._browser, self._target, self._video = browser, target, video

    async def send(self, cut_in: int | None, say: Progress) -> Uploaded:
        """Send every chunk; `cut_in` is the chunk in which the connection breaks once."""
        digest, resumed_at = hashlib.sha256(), 0
        for number in range(self._target.count):
            first, size = self._target.chunk(number, self._video.size)
            body = self._video.bytes(first, size)
            if number == cut_in:
                async with half_sent(self._browser, self._target.url, first, body):
                    pass
                resumed_at = await self._resume(first, body)
                say(f"connection cut in chunk {number + 1}; HEAD said go on at {resumed_at:,}")
            else:
                await self.patch(first, body)
            digest.update(body)
            say(f"chunk {number + 1} of {self._target.count}, {first + size:,} bytes")
        return Uploaded(digest.hexdigest(), -1 if cut_in is None else cut_in, resumed_at)

    async def patch(self, first: int, body: bytes) -> None:
        """Send one chunk, and see that the offset went to its end."""
        headers = patch_headers(first)
        answer = await self._browser.send("PATCH", self._target.url, body, headers)
        offset = answer.require(204).headers["Upload-Offset"]
        require(offset == str(first + len(body)), f"offset {first + len(body)}, not {offset}")

    async def offset(self) -> int:
        """Ask how far the upload is."""
        answer = await self._browser.fetch("HEAD", self._target.url, TUS)
        return int(answer.require(200).headers["Upload-Offset"])

    async def _resume(self, first: int, body: bytes) -> int:
        """Go on where HEAD says; gives that offset.

        What the cut connection had sent may still be coming in: then HEAD is asked again.
        """

        async def go_on() -> int | None:
            offset = await self.offset()
            rest = body[offset - first :]
            require(first <= offset and bool(rest), f"an offset in the cut chunk, not {offset}")
            headers = patch_headers(offset)
            answer = await self._browser.send("PATCH", self._target.url, rest, headers)
            moved = answer.require(204, 409).headers.get("Upload-Offset")
            return offset if moved == str(first + len(body)) else None

        return await until("an upload that goes on", go_on)


@asynccontextmanager
async def half_sent(browser: Browser, url: str, first: int, body: bytes) -> AsyncIterator[None]:
    """Promise a whole chunk by hand and send half of it; the connection is dropped at the end."""
    address = urlsplit(url)
    _, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        writer.write(_head(browser, url, first, len(body)))
        for start in range(0, len(body) // 2, PIECE):
            writer.write(body[start : start + PIECE])
            await writer.drain()
        yield
    finally:
        writer.transport.abort()


def _head(browser: Browser, url: str, first: int, size: int) -> bytes:
    address = urlsplit(url)
    headers = {
        "Host": address.netloc,
        "Cookie": "; ".join(f"{name}={text}" for name, text in browser.cookies().items()),
        "Content-Length": str(size),
        **browser.proof(),
        **patch_headers(first),
    }
    lines = [f"PATCH {address.path} HTTP/1.1", *(f"{n}: {text}" for n, text in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def patch_headers(offset: int) -> dict[str, str]:
    """Give the headers of a PATCH that begins at this byte."""
    return {
        **TUS,
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": str(offset),
    }
