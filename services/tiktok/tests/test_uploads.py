"""tus in front, TikTok's chunks behind: through HTTP, to the sandbox's upload host."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientError, ClientResponse, ClientSession
from aiohttp.test_utils import TestServer

from common.sessions import Session, SessionGate
from tiktok.app import Parts, create_api
from tiktok.posts import PostView

from .support import Connect, Connected, Events, Sandbox

SIZE = 30_000_007
CHUNK = 10_000_000
CONTENT = hashlib.shake_256(b"video").digest(SIZE)
BYTES = {"Content-Type": "application/offset+octet-stream", "Tus-Resumable": "1.0.0"}


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
        async with self.session.head(self.address, headers=self._as_user()) as answer:
            assert answer.status == 200
            assert answer.headers["Upload-Length"] == str(SIZE)
            return int(answer.headers["Upload-Offset"])

    async def stands_at(self, offset: int) -> None:
        """Wait until so much is confirmed."""
        async with asyncio.timeout(30):
            while await self.offset() < offset:
                await asyncio.sleep(0.05)

    async def patch(self, data: object, offset: int) -> ClientResponse:
        """Send bytes."""
        headers = BYTES | self._as_user() | {"Upload-Offset": str(offset)}
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

    def _as_user(self) -> dict[str, str]:
        return {"X-User": str(self.account.user_id)}


Begin = Callable[[], Awaitable[Upload]]


@pytest.fixture
async def begin(parts: Parts, connect: Connect) -> AsyncIterator[Begin]:
    """Begin an upload at a running API."""
    from types import SimpleNamespace

    settings: Any = SimpleNamespace(public_url="http://127.0.0.1", upload_buffer_bytes=30_000_000)
    server = TestServer(create_api(parts, settings, OpenGate()))
    await server.start_server()
    async with ClientSession() as session:

        async def begun() -> Upload:
            account = await connect()
            request = account.request(video_size=SIZE)
            post = await parts.publishing.start(account.user_id, request, None)
            return Upload(session, str(server.make_url("")).rstrip("/"), account, post)

        yield begun
    await server.close()


async def publish_of(sandbox: Sandbox, upload: Upload) -> dict[str, Any]:
    """What TikTok has of the upload."""
    state = await sandbox.control("GET", "state")
    found = [p for p in state["publishes"] if p["publish_id"] == upload.post.publish_id]
    publish: dict[str, Any] = found[0]
    return publish


async def test_all_bytes_reach_tiktok_in_its_chunks(
    begin: Begin, sandbox: Sandbox, events: Events
) -> None:
    upload = await begin()

    assert await upload.send() == 204

    publish = await publish_of(sandbox, upload)
    assert publish["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert await upload.offset() == SIZE
    kinds = [kind for kind, _ in await events()]
    assert kinds.count("tiktok.UploadCompleted.v1") == 1


async def test_a_cut_connection_goes_on_after_the_last_confirmed_chunk(
    begin: Begin, sandbox: Sandbox
) -> None:
    upload = await begin()

    async def cut() -> AsyncIterator[bytes]:
        yield CONTENT[: CHUNK + 500_000]
        await upload.stands_at(CHUNK)
        raise ConnectionResetError

    with pytest.raises((ClientError, ConnectionError)):
        await upload.patch(cut(), 0)

    assert await upload.offset() == CHUNK
    await upload.finish()
    assert (await publish_of(sandbox, upload))["sha256"] == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 503},
        {"kind": "store_then_502"},
        {"kind": "reset_mid"},
        {"kind": "reset_after"},
    ],
    ids=lambda fault: fault["kind"],
)
async def test_a_chunk_whose_answer_is_unclear_is_settled_by_asking(
    fault: dict[str, Any], begin: Begin, sandbox: Sandbox, events: Events
) -> None:
    upload = await begin()
    await sandbox.control("POST", "faults", {"endpoint": "upload", "skip": 1, **fault})

    await upload.finish()

    assert (await publish_of(sandbox, upload))["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert await sandbox.calls("/v2/post/publish/video/init/") == 1


async def test_a_chunk_left_in_flight_by_a_dead_process_is_settled_before_the_next(
    begin: Begin, parts: Parts, sandbox: Sandbox
) -> None:
    upload = await begin()
    async with await upload.patch(CONTENT[: 2 * CHUNK], 0) as answer:
        assert answer.headers["Upload-Offset"] == str(2 * CHUNK)
    async with parts.pool.connection() as connection:  # as if it had died before the commit
        digest = hashlib.sha256(CONTENT[CHUNK : 2 * CHUNK]).hexdigest()
        await connection.execute(
            "UPDATE upload_sessions SET confirmed_chunks = 1, chunk_sha256 = chunk_sha256[1:1],"
            " chunk_in_flight = 1, in_flight_sha256 = %s",
            (digest,),
        )

    assert await upload.offset() == 2 * CHUNK
    await upload.finish()
    assert (await publish_of(sandbox, upload))["sha256"] == hashlib.sha256(CONTENT).hexdigest()


async def test_bytes_for_another_offset_are_refused(begin: Begin) -> None:
    upload = await begin()

    async with await upload.patch(b"x" * 10, 5) as answer:
        assert answer.status == 409
        assert (await answer.json())["type"] == "/problems/upload-offset-mismatch"


async def test_a_newer_connection_takes_the_upload_over(begin: Begin, sandbox: Sandbox) -> None:
    upload = await begin()
    go_on = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield CONTENT[:CHUNK]
        await go_on.wait()
        yield CONTENT[CHUNK:]

    old = asyncio.create_task(upload.patch(slow(), 0))
    await upload.stands_at(CHUNK)
    assert await upload.send(CHUNK) == 204
    go_on.set()

    async with await old as answer:
        assert answer.status == 423
    assert (await publish_of(sandbox, upload))["sha256"] == hashlib.sha256(CONTENT).hexdigest()


async def test_an_expired_upload_url_ends_the_upload_and_starts_no_new_post(
    begin: Begin, sandbox: Sandbox
) -> None:
    upload = await begin()
    await sandbox.control("PUT", "clock", {"offset_seconds": 3700})

    async with await upload.patch(CONTENT, 0) as answer:
        assert answer.status == 410
    assert await sandbox.calls("/v2/post/publish/video/init/") == 1


async def test_another_users_upload_is_not_found(begin: Begin) -> None:
    upload = await begin()
    stranger = Upload(upload.session, upload.url, Connected(uuid4(), uuid4(), ""), upload.post)

    headers = {"X-User": str(stranger.account.user_id)}
    async with upload.session.head(upload.address, headers=headers) as answer:
        assert answer.status == 404
    async with await stranger.patch(b"", 0) as answer:
        assert answer.status == 404
