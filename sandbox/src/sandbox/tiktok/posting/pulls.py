"""Files that TikTok downloads by itself: measured and hashed, but not stored."""

import asyncio
import hashlib
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from sandbox.stage.clock import Clock
from sandbox.stage.media.probe import Facts, Probe
from sandbox.tiktok.switches import Switches

BLOCK = 256 * 1024
# `pull_timeout` limits the whole download; this is only for a server that does not answer
TIMEOUT = ClientTimeout(total=None, sock_connect=10)


class PullFailed(Exception):
    """A file could not be fetched; the text says why, for the state view."""


@dataclass
class Pull:
    """The addresses of one post, and how far their download has come."""

    urls: tuple[str, ...]
    cover_index: int = 0
    received: int = 0
    announced: int = 0
    failure: str | None = None
    is_complete: bool = False
    digests: list[str] = field(default_factory=list)
    facts: list[Facts] = field(default_factory=list)
    stopped: asyncio.Event = field(default_factory=asyncio.Event)

    def may_be_cancelled(self, until: float) -> bool:
        """Whether the download runs and is not near its end; `until` is a share of the bytes."""
        near = self.announced > 0 and self.received >= until * self.announced
        last = len(self.digests) >= len(self.urls) - 1
        return not self.is_complete and not self.stopped.is_set() and not (near and last)


@dataclass(frozen=True)
class Puller:
    """Downloads as TikTok does: it follows no redirect, and gives up after `pull_timeout`."""

    # https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
    session: ClientSession
    switches: Switches
    clock: Clock

    async def fetch(self, pull: Pull) -> None:
        """Fetch every file; raises PullFailed, also where the pull was stopped."""
        ends_at = self.clock.now() + self.switches.pull_timeout
        work = asyncio.create_task(self._fetch_each(pull))
        others = {
            asyncio.create_task(self.clock.sleep_until(ends_at)),
            asyncio.create_task(pull.stopped.wait()),
        }
        try:
            await asyncio.wait({work, *others}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise PullFailed("stopped" if pull.stopped.is_set() else "timed out")
            work.result()
        finally:
            for task in (work, *others):
                task.cancel()
            await asyncio.gather(work, *others, return_exceptions=True)

    async def _fetch_each(self, pull: Pull) -> None:
        for url in pull.urls:
            try:
                await self._fetch_one(pull, url)
            except (ClientError, OSError, ValueError) as error:
                raise PullFailed(type(error).__name__) from error
        pull.is_complete = True

    async def _fetch_one(self, pull: Pull, url: str) -> None:
        headers = {"Accept-Encoding": "identity"}
        async with self.session.get(
            url, headers=headers, timeout=TIMEOUT, allow_redirects=False
        ) as response:
            if response.status != HTTPStatus.OK:
                raise PullFailed(f"answered {response.status}")
            pull.announced = pull.received + (response.content_length or 0)
            await self._read(pull, response)

    async def _read(self, pull: Pull, response: ClientResponse) -> None:
        digest, probe = hashlib.sha256(), Probe()
        async for part in response.content.iter_chunked(BLOCK):
            pull.received += len(part)
            if probe.size + len(part) > self.switches.max_file:
                raise PullFailed("too large")
            digest.update(part)
            probe.feed(part)
            if self.switches.pull_rate:
                await asyncio.sleep(len(part) / self.switches.pull_rate)
        if not probe.size:
            raise PullFailed("empty")
        pull.digests.append(digest.hexdigest())
        pull.facts.append(probe.facts())
