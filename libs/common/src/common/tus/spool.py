"""A temporary file for the piece that is coming: a slow client takes no memory."""

import asyncio
import hashlib
import tempfile
from io import BytesIO, FileIO

from common.errors import Unavailable
from common.tus.sink import Piece


class Spool:
    """One piece, in a file without a name, which the system deletes when it is closed.

    Its folder is `TMPDIR`. `size` is how many bytes of the piece have come.
    """

    def __init__(self, file: FileIO) -> None:
        self._file, self.size, self._sha256 = file, 0, hashlib.sha256()

    @classmethod
    def open(cls) -> "Spool":
        """Make the file; raises `Unavailable` if that is not possible."""
        try:
            return cls(tempfile.TemporaryFile(buffering=0))
        except OSError as error:
            raise Unavailable("There is no room for the bytes here; try again soon.") from error

    def close(self) -> None:
        """Delete the file."""
        self._file.close()

    def write(self, block: bytes) -> None:
        """Write to the system's cache: that takes less time than a thread would need to begin.

        Raises `Unavailable` if the disk is full.
        """
        self._sha256.update(block)
        missing = memoryview(block)
        try:
            while missing:
                written = self._file.write(missing)
                self.size, missing = self.size + written, missing[written:]
        except OSError as error:
            raise Unavailable("There is no room for the bytes here; try again soon.") from error

    async def piece(self) -> Piece:
        """Give the piece; raises OSError."""
        self._file.seek(0)
        # Allocated here: malloc keeps for each thread what that thread has allocated.
        piece = BytesIO(bytes(self.size))
        with piece.getbuffer() as memory:
            await asyncio.to_thread(self._file.readinto, memory)
        # BytesIO's own bytes, not a copy of them.
        return Piece(self._sha256.hexdigest(), piece.getvalue())
