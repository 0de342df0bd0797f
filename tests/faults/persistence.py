"""A client that does not give up: it posts a video whatever it is answered meanwhile."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import uuid4

import aiohttp
from browser import Answer, Browser
from control import Json
from journey import Account
from upload import TUS, Target, Video, patch_headers
from waiting import until

PATIENCE_SECONDS = 120.0
UNREACHABLE = (aiohttp.ClientError, OSError, TimeoutError)
T = TypeVar("T")


@dataclass(frozen=True)
class Started:
    """A post that Postlog has taken note of; `target` is None where no bytes are wanted."""

    post_id: str
    publish_id: str | None
    video: Video
    title: str
    target: Target | None

    @property
    def sha256(self) -> str:
        """The digest of the whole video."""
        digest = hashlib.sha256()
        for number in range(self.aim.count):
            digest.update(self.video.bytes(*self.aim.chunk(number, self.video.size)))
        return digest.hexdigest()

    @property
    def aim(self) -> Target:
        """Where the bytes go; raises where none are wanted."""
        if self.target is None:
            raise LookupError(f"post {self.post_id} wants no bytes")
        return self.target


class Poster:
    """Posts as one person; every refusal and every lost connection is a reason to try again."""

    def __init__(self, browser: Browser, account: Account) -> None:
        self._browser, self._account = browser, account
        self.troubles: list[int | None] = []
        """Statuses that were no success; None is a lost connection."""

    async def start(self, size: int, privacy_level: str = "PUBLIC_TO_EVERYONE") -> Started:
        """Ask for a post under one idempotency key until it is taken."""
        key = str(uuid4())
        video, title = Video(key, size), f"video {key} #postlog"
        wish: dict[str, object] = {
            "account_id": self._account.account_id,
            "video_size": size,
            "title": title,
            "privacy_level": privacy_level,
            "disable_duet": True,
            "disable_stitch": True,
        }

        async def ask() -> Answer | None:
            headers = {"Idempotency-Key": key}
            sending = self._browser.send("POST", "/api/tiktok/upload", wish, headers)
            return await self._attempt(sending, 201, 202)

        told: Json = (await until("a post taken", ask, PATIENCE_SECONDS)).json()
        return Started(told["post_id"], told["publish_id"], video, title, target_of(told))

    async def upload(
        self, post: Started, before_chunk: Callable[[int], None] = lambda _: None
    ) -> None:
        """Ask where to go on and send one chunk, until HEAD says that all is there."""

        async def go_on() -> bool:
            offset = await self.offset(post)
            if offset is None or offset == post.video.size:
                return offset is not None
            number = min(offset // post.aim.chunk_size, post.aim.count - 1)
            before_chunk(number)
            await self._send_chunk(post, number)
            return False

        await until(f"every byte of {post.publish_id}", go_on, PATIENCE_SECONDS)

    async def offset(self, post: Started) -> int | None:
        """Ask how far the upload is; None where nobody answers."""
        asking = self._browser.fetch("HEAD", post.aim.url, TUS)
        answer = await self._attempt(asking, 200)
        return int(answer.headers["Upload-Offset"]) if answer else None

    async def _send_chunk(self, post: Started, number: int) -> None:
        first, size = post.aim.chunk(number, post.video.size)
        body = post.video.bytes(first, size)
        sending = self._browser.send("PATCH", post.aim.url, body, patch_headers(first))
        await self._attempt(sending, 204)

    async def _attempt(self, request: Awaitable[Answer], *wanted: int) -> Answer | None:
        try:
            answer = await request
        except UNREACHABLE:
            self.troubles.append(None)
            return None
        if answer.status in wanted:
            return answer
        self.troubles.append(answer.status)
        return None


def target_of(told: Json) -> Target | None:
    """Read where the bytes go, if they are wanted."""
    upload = told.get("upload")
    if upload is None:
        return None
    return Target(upload["url"], upload["chunk_size"], upload["total_chunk_count"])
