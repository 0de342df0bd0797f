"""A sink that keeps uploads in memory, and a client of its tus address."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import TestServer

from common.endpoints import add_endpoints
from common.errors import NotFound
from common.sessions import GATE, Session, SessionGate
from common.tus.errors import UploadFinished, UploadGone, WriterReplaced
from common.tus.incoming import IncomingBytes
from common.tus.room import Room
from common.tus.server import TusServer, add_tus, endpoints
from common.tus.sink import Piece
from common.web import edge

ADDRESS = "/files/{file_id}"
PIECE = 1000
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = TUS | {"Content-Type": "application/offset+octet-stream"}


@dataclass
class File:
    """An upload, its bytes so far, and the number of the connection that may write."""

    user_id: UUID
    length: int
    content: bytes = b""
    writer: int = 0
    is_ended: bool = False
    open_until: datetime | None = None
    beginning: int = 0

    @property
    def offset(self) -> int:
        """All that is stored."""
        return len(self.content)

    @property
    def piece(self) -> tuple[int, int]:
        """How often it was begun, and where the piece begins."""
        return self.beginning, self.offset

    @property
    def piece_size(self) -> int:
        """A piece, or the rest."""
        return min(PIECE, self.length - self.offset)

    @property
    def following(self) -> "File":
        """A copy that is a piece longer."""
        return replace(self, content=self.content + bytes(self.piece_size))


class FileWriting:
    """Appends to a file for as long as nobody else has begun to."""

    def __init__(self, sink: "MemorySink", upload: File) -> None:
        self._sink, self.upload = sink, upload
        upload.writer += 1
        self._number = upload.writer

    async def write(self, piece: Piece) -> None:
        """Store the piece once the sink is open."""
        sink, user_id = self._sink, self.upload.user_id
        sink.writing_now[user_id] += 1
        sink.most_writing[user_id] = max(sink.most_writing[user_id], sink.writing_now[user_id])
        try:
            await sink.is_open.wait()
        finally:
            sink.writing_now[user_id] -= 1
        if self.upload.writer != self._number:
            raise WriterReplaced("Another connection writes.")
        assert len(piece.body) == self.upload.piece_size
        assert piece.sha256 == hashlib.sha256(piece.body).hexdigest()
        self.upload.content += piece.body


@dataclass
class MemorySink:
    """Uploads of all users; while it is not open no write ends."""

    files: dict[UUID, File] = field(default_factory=dict)
    is_open: asyncio.Event = field(default_factory=asyncio.Event)
    writing_now: Counter[UUID] = field(default_factory=Counter)
    most_writing: Counter[UUID] = field(default_factory=Counter)
    connections: int = 0

    async def find(self, identity: UUID, user_id: UUID) -> File:
        """Give the user's file."""
        file = self.files.get(identity)
        if file is None or file.user_id != user_id:
            raise NotFound("There is no such upload.")
        if file.is_ended:
            raise UploadGone("This upload was ended.")
        return file

    @asynccontextmanager
    async def writing(self, upload: File) -> AsyncIterator[FileWriting]:
        """Let this connection write, and count it."""
        self.connections += 1
        try:
            yield FileWriting(self, upload)
        finally:
            self.connections -= 1

    async def terminate(self, identity: UUID, user_id: UUID) -> None:
        """End a file that is not whole."""
        file = self.files.get(identity)
        if file is None or file.user_id != user_id:
            raise NotFound("There is no such upload.")
        if file.offset == file.length:
            raise UploadFinished("The file is whole.")
        file.is_ended = True


class OpenGate(SessionGate):
    """Lets every request through as the user that its header names."""

    def __init__(self) -> None:
        pass

    def session(self, request: Any) -> Session:
        """Believe the header."""
        expires_at = datetime.now(UTC) + timedelta(minutes=1)
        return Session("sid", request.headers["X-User"], "csrf", expires_at)


@dataclass
class Client:
    """A user with one upload."""

    session: ClientSession
    url: str
    file: File

    async def ask(self, method: str, **headers: str) -> ClientResponse:
        """Send a request without a body; a header whose value is empty is left out."""
        given = TUS | {name.replace("_", "-"): text for name, text in headers.items()}
        given["X-User"] = given.get("X-User", str(self.file.user_id))
        sent = {name: text for name, text in given.items() if text}
        async with self.session.request(method, self.url, headers=sent) as answer:
            await answer.read()
            return answer

    async def offset(self) -> int:
        """Ask where to go on."""
        return int((await self.ask("HEAD")).headers["Upload-Offset"])

    async def patch(
        self, data: object, offset: int, method: str = "PATCH", override: str = ""
    ) -> ClientResponse:
        """Send bytes; gives the answer, read."""
        headers = BYTES | {"X-User": str(self.file.user_id), "Upload-Offset": str(offset)}
        headers |= {"X-HTTP-Method-Override": override} if override else {}
        async with self.session.request(method, self.url, data=data, headers=headers) as answer:
            await answer.read()
            return answer


@dataclass
class Site:
    """A service with uploads of files, and the rooms that it keeps their bytes in."""

    session: ClientSession
    url: str
    sink: MemorySink
    disk: Room
    memory: Room

    def upload(self, length: int, user_id: UUID | None = None) -> Client:
        """Begin an upload of a user, or of a new one."""
        identity, file = uuid4(), File(user_id or uuid4(), length)
        self.sink.files[identity] = file
        return Client(self.session, f"{self.url}/files/{identity}", file)

    async def until_read(self, size: int) -> None:
        """Wait until so many bytes of pieces have room on disk."""
        await until(lambda: self.disk.used >= size)


async def until(holds: Any) -> None:
    """Wait for a fact."""
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def open_site(memory: int, disk: int) -> AsyncIterator[Site]:
    """Serve uploads with room for so many bytes; the sink is open."""
    sink, rooms = MemorySink(), (Room("disk", disk), Room("memory", memory, None))
    sink.is_open.set()
    app = web.Application(middlewares=[edge("files")])
    app[GATE] = OpenGate()
    add_endpoints(app, endpoints(ADDRESS, ()))
    incoming = IncomingBytes(rooms[0])
    add_tus(app, TusServer(ADDRESS, sink, 1_000_000, incoming, memory=rooms[1]))
    async with TestServer(app) as server, ClientSession() as session:
        yield Site(session, str(server.make_url("")).rstrip("/"), sink, *rooms)
