"""The bytes that have come of each upload's next piece, also between two requests.

A client may cut a file as it likes. What is less than a piece waits here for the rest: in this
process only, and not for ever. HEAD tells how much that is.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

from aiohttp import StreamReader

from common.errors import Unavailable
from common.tus.errors import UploadGone, UploadTooSlow, WriterReplaced
from common.tus.part import Part
from common.tus.room import Room
from common.tus.sink import Upload, is_whole

READ = 256 * 1024
LONGEST_SILENCE = 60.0  # seconds
KEPT_SECONDS = 600.0
# Who is slower for longer goes on, but only while nobody waits for the room: bytes a second.
SLOWEST, GRACE_SECONDS = 50_000, 60.0
# Where HEAD and PATCH reach different processes, a part that only one of them has is of no use.
MOST_TOLD = 3


class IncomingBytes:
    """The parts that this process has: one of each upload, for its newest connection."""

    def __init__(self, disk: Room) -> None:
        self.disk = disk
        self._newest: dict[UUID, Connection] = {}

    def offset(self, identity: UUID, upload: Upload) -> int:
        """Give the offset behind what is here of the upload's next piece."""
        connection = self._newest.get(identity)
        return upload.offset + (connection.size_of(upload) if connection else 0)

    def tell(self, identity: UUID, upload: Upload) -> int:
        """Give the offset for HEAD; a part that was told often enough in vain is given up."""
        if connection := self._newest.get(identity):
            connection.note_told()
        return self.offset(identity, upload)

    @contextmanager
    def connected(self, identity: UUID, upload: Upload, offset: int) -> Iterator["Connection"]:
        """Let a connection go on at this offset: behind what is here, or where the piece begins.

        It takes over from the one before. What it has brought is kept when the context ends.
        """
        before = self._newest.get(identity)
        part = before.hand_over(upload, offset) if before else None
        connection = self._newest[identity] = Connection(self, identity, part)
        try:
            yield connection
        finally:
            connection.leave()

    def end(self, identity: UUID) -> None:
        """Give up what is kept of an upload that has ended; who still sends will hear of that."""
        connection = self._newest.get(identity)
        if connection is not None and connection.is_over:
            connection.drop()

    def close(self) -> None:
        """Give up everything."""
        for connection in list(self._newest.values()):
            connection.drop()

    def is_newest(self, connection: "Connection") -> bool:
        """Tell whether no other connection has taken the upload over."""
        return self._newest.get(connection.identity) is connection

    def forget(self, connection: "Connection") -> None:
        """Keep nothing of a connection that has ended and whose part is gone."""
        if self.is_newest(connection):
            del self._newest[connection.identity]


class Connection:
    """One PATCH of an upload, and the part that is coming; `is_over` once it has ended."""

    def __init__(self, incoming: IncomingBytes, identity: UUID, part: Part | None) -> None:
        self.identity = identity
        self._incoming, self._part = incoming, part
        self.is_over = False

    async def pieces(
        self, content: StreamReader, upload: Upload, user_id: UUID
    ) -> AsyncGenerator[Part, None]:
        """Give one whole piece after the other, until the file is whole or the request ends.

        While the caller stores a piece the next one comes, if there is room that nobody waits for.
        What goes wrong with that one is raised when the caller asks for it: `_fill` says what.
        """
        coming: asyncio.Task[bool] | None = None
        try:
            while not is_whole(upload) and await (coming or self._fill(content, upload, user_id)):
                part, self._part = self._mine(), None
                upload = upload.following
                coming = self._read_ahead(content, upload, user_id)
                try:
                    yield part
                except GeneratorExit:  # it was not stored: what comes behind it is of no use
                    self.drop()
                    raise
                finally:
                    part.give_up()
        finally:
            if coming is not None:
                coming.cancel()
                await asyncio.gather(coming, return_exceptions=True)

    def _read_ahead(
        self, content: StreamReader, upload: Upload, user_id: UUID
    ) -> asyncio.Task[bool] | None:
        """Begin to read the next piece, unless there is none, or no room for it now."""
        if not is_whole(upload):
            self._part = Part.begin_now(upload, user_id, self._incoming.disk)
        if self._part is None:
            return None
        return asyncio.create_task(self._fill(content, upload, user_id))

    async def _fill(self, content: StreamReader, upload: Upload, user_id: UUID) -> bool:
        """Read the rest of the next piece; False if the request ends before.

        Raises `UploadTooSlow` after `LONGEST_SILENCE` without a byte, `UploadGone` when the
        upload's time is over, `WriterReplaced`, `Unavailable` if there is no room, and aiohttp's
        errors of a broken connection.
        """
        if self._part is None:
            self._part = await Part.begin(upload, user_id, self._incoming.disk)
        part = self._mine()
        part.offer_after(GRACE_SECONDS + part.missing / SLOWEST)
        while part.missing:
            block = await _read(content, min(READ, part.missing), upload.open_until)
            part = self._mine()
            if not block:
                return False
            part.spool.write(block)
        part.hold()
        return True

    def drop(self) -> None:
        """Give the part up."""
        part, self._part = self._part, None
        if part is not None:
            part.give_up()
        if self.is_over:
            self._incoming.forget(self)

    def size_of(self, upload: Upload) -> int:
        """Tell how much of the upload's next piece is here; a whole piece is on its way already."""
        part = self._part
        if part is None or part.is_gone or part.piece != upload.piece or not part.missing:
            return 0
        return part.spool.size

    def note_told(self) -> None:
        """Count that HEAD is asked while nobody brings the rest."""
        if self.is_over and self._part is not None:
            self._part.times_told += 1
            if self._part.times_told > MOST_TOLD:
                self.drop()

    def hand_over(self, upload: Upload, offset: int) -> Part | None:
        """Give the part to a newer connection that goes on behind it; else it is given up."""
        if offset == upload.offset:
            self.drop()
        part, self._part = self._part, None
        return part

    def leave(self) -> None:
        """Keep the part for a while, if it is of use, since the connection has ended."""
        self.is_over, part = True, self._part
        is_kept = part is not None and part.missing and part.spool.size and not part.is_gone
        if part is None or not is_kept or not self._incoming.is_newest(self):
            self.drop()
        else:
            part.times_told, part.on_end = 0, lambda: self._incoming.forget(self)
            part.offer_for(KEPT_SECONDS)

    def _mine(self) -> Part:
        """Give the part, while it is this connection's and its room was not given to another."""
        if not self._incoming.is_newest(self):
            raise WriterReplaced("Another connection has taken this upload over.")
        if self._part is None or self._part.is_gone:
            raise Unavailable(
                "Many uploads are under way here, and yours is slow; go on from HEAD soon."
            )
        return self._part


async def _read(content: StreamReader, most: int, open_until: datetime | None) -> bytes:
    """Wait for the next bytes, as long as silence and the upload's time allow."""
    patience = LONGEST_SILENCE
    if open_until is not None:
        patience = min(patience, (open_until - datetime.now(UTC)).total_seconds())
    if patience <= 0:
        raise UploadGone("The time for this upload is over.")
    try:
        async with asyncio.timeout(patience):
            return await content.read(most)
    except TimeoutError as error:
        raise UploadTooSlow(f"No byte came for {patience:.0f} s; go on from HEAD.") from error
