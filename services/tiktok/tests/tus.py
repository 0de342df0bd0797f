"""A browser that speaks tus, as the tests of uploads use it."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from aiohttp import ClientResponse, ClientSession

from common.sessions import Session, SessionGate
from common.tus.sink import Piece
from tiktok.posts.view import PostView

from .support import Connected, Sandbox

SIZE = 30_000_007
CHUNK = 10_000_000
CONTENT = hashlib.shake_256(b"video").digest(SIZE)
FIRST_CHUNK = Piece(hashlib.sha256(CONTENT[:CHUNK]).hexdigest(), CONTENT[:CHUNK])
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = TUS | {"Content-Type": "application/offset+octet-stream"}


class OpenGate(SessionGate):
    """Lets every request through as the user that its header names; the gate has its own tests."""

    def __init__(self) -> None:
        pass

    def session(self, request: Any) -> Session:
        """Believe the header."""
        expires_at = datetime.now(UTC) + timedelta(minutes=1)
        return Session("sid", request.headers["X-User"], "csrf", expires_at)


@dataclass
class Upload:
    """A browser with one upload."""

    session: ClientSession
    url: str
    account: Connected
    post: PostView

    @property
    def address(self) -> str:
        """The tus address."""
        return f"{self.url}/api/tiktok/uploads/{self.post.post_id}"

    async def offset(self) -> int:
        """Ask where to go on."""
        async with self.session.head(self.address, headers=TUS | self.as_user()) as answer:
            assert answer.status == 200
            assert answer.headers["Upload-Length"] == str(SIZE)
            return int(answer.headers["Upload-Offset"])

    async def ask(self, method: str, **headers: str) -> ClientResponse:
        """Send a request without a body; a header whose value is empty is left out."""
        given = TUS | self.as_user() | {n.replace("_", "-"): text for n, text in headers.items()}
        sent = {name: text for name, text in given.items() if text}
        async with self.session.request(method, self.address, headers=sent) as answer:
            await answer.read()
            return answer

    async def stands_at(self, offset: int) -> None:
        """Wait until so much is confirmed."""
        async with asyncio.timeout(30):
            while await self.offset() < offset:
                await asyncio.sleep(0.05)

    async def patch(self, data: object, offset: int) -> ClientResponse:
        """Send bytes."""
        headers = BYTES | self.as_user() | {"Upload-Offset": str(offset)}
        body = BytesIO(data) if isinstance(data, bytes) else data
        return await self.session.patch(self.address, data=body, headers=headers)

    async def send(self, offset: int = 0) -> int:
        """Send everything from the offset on; gives the answer's status."""
        async with await self.patch(CONTENT[offset:], offset) as answer:
            return answer.status

    async def finish(self) -> None:
        """Go on as a tus client does: ask, send, and ask again after a failure."""
        async with asyncio.timeout(60):
            while (offset := await self.offset()) < SIZE:
                await self.send(offset)

    def as_user(self) -> dict[str, str]:
        """Name the user."""
        return {"X-User": str(self.account.user_id)}


Begin = Callable[..., Awaitable[Upload]]
Serve = Callable[[], Awaitable[str]]


async def publish_of(sandbox: Sandbox, upload: Upload) -> dict[str, Any]:
    """What TikTok has of the upload."""
    state = await sandbox.control("GET", "state")
    found = [p for p in state["publishes"] if p["publish_id"] == upload.post.publish_id]
    publish: dict[str, Any] = found[0]
    return publish


async def kind_of(answer: ClientResponse) -> str:
    """What the problem of an answer is."""
    return str((await answer.json())["type"]).removeprefix("/problems/")
