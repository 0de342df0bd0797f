"""A media store in a folder, which every process of the service must see."""

import asyncio
import os
import shutil
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

from instagram.assets.store import BLOCK, NotStored, Span, Stored, StoreUnavailable, checked


class LocalStore:
    """Files under a root folder; one is written beside its place, and then moved there."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, key: str, body: bytes) -> None:
        """Write the bytes."""
        await asyncio.to_thread(self._put, key, body)

    async def put_file(self, key: str, path: Path) -> None:
        """Copy the file."""
        await asyncio.to_thread(self._put, key, path)

    async def find(self, key: str) -> Stored:
        """Look at the file."""
        with _telling():
            found = await asyncio.to_thread(self._path(key).stat)
        return Stored(found.st_size, f"{found.st_mtime_ns:x}-{found.st_size:x}")

    async def read(self, key: str, span: Span) -> AsyncGenerator[bytes, None]:
        """Read the file, a block at a time."""
        with _telling():
            file = await asyncio.to_thread(self._path(key).open, "rb")
        with file:
            missing = span.size
            await asyncio.to_thread(file.seek, span.first)
            while missing:
                with _telling():
                    block = await asyncio.to_thread(file.read, min(BLOCK, missing))
                if not block:
                    raise StoreUnavailable("The stored file is shorter than it was.")
                missing -= len(block)
                yield block

    async def delete(self, key: str) -> None:
        """Delete the file."""
        with _telling():
            await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    async def forget(self, asset_id: UUID) -> None:
        """Delete the asset's folder."""
        with _telling():
            await asyncio.to_thread(_delete, self._root / str(asset_id))

    def _path(self, key: str) -> Path:
        return self._root / checked(key)

    def _put(self, key: str, content: bytes | Path) -> None:
        path = self._path(key)
        written = path.with_name(f".{uuid4()}")
        with _telling():
            path.parent.mkdir(parents=True, exist_ok=True)
            with written.open("wb") as file:
                if isinstance(content, bytes):
                    file.write(content)
                else:
                    with content.open("rb") as source:
                        shutil.copyfileobj(source, file, BLOCK)
                file.flush()
                os.fsync(file.fileno())
            written.replace(path)


def _delete(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:  # another process deletes it too
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise NotStored(str(error.filename)) from error
    except OSError as error:
        raise StoreUnavailable(f"The media store has failed: {error.strerror}.") from error
