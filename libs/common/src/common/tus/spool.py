"""Keeping the piece that is coming in a temporary file: a slow client takes no memory."""

import asyncio
import tempfile
from io import BytesIO, FileIO

from aiohttp import StreamReader

from common.errors import Unavailable
from common.tus.errors import UploadTooSlow

READ = 256 * 1024
GRACE_SECONDS = 60.0
SLOWEST = 50_000  # bytes a second


class Spool:
    """One piece at a time, in a file without a name, which the system deletes when it is closed.

    Its folder is `TMPDIR`. Each piece overwrites the one before.
    """

    def __init__(self, file: FileIO) -> None:
        self._file, self._size = file, 0

    @classmethod
    def open(cls) -> "Spool":
        """Make the file; raises OSError."""
        return cls(tempfile.TemporaryFile(buffering=0))

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    async def fill(self, content: StreamReader, size: int) -> int:
        """Read a piece of `size` bytes, or what there is before the request ends; gives its size.

        Raises `UploadTooSlow` if that takes longer than `GRACE_SECONDS` and `SLOWEST` allow,
        `Unavailable` if the disk is full, and aiohttp's errors of a broken connection.
        """
        self._file.seek(0)
        self._size, patience = 0, GRACE_SECONDS + size / SLOWEST
        deadline = asyncio.get_running_loop().time() + patience
        try:
            while self._size < size:
                async with asyncio.timeout_at(deadline):
                    block = await content.read(min(READ, size - self._size))
                if not block:
                    break
                self._write(block)
        except TimeoutError as error:
            raise UploadTooSlow(f"A piece may take {patience:.0f} s; go on from HEAD.") from error
        return self._size

    async def piece(self) -> bytes:
        """Give the piece; raises OSError."""
        self._file.seek(0)
        # Allocated here: malloc keeps for each thread what that thread has allocated.
        piece = BytesIO(bytes(self._size))
        with piece.getbuffer() as memory:
            await asyncio.to_thread(self._file.readinto, memory)
        return piece.getvalue()  # BytesIO's own bytes, not a copy of them

    def _write(self, block: bytes) -> None:
        """Write to the system's cache: that takes less time than a thread would need to begin."""
        missing = memoryview(block)
        try:
            while missing:
                written = self._file.write(missing)
                self._size, missing = self._size + written, missing[written:]
        except OSError as error:
            raise Unavailable("There is no room for the bytes here; try again soon.") from error
