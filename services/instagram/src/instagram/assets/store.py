"""Where the bytes of assets lie: what any media store does.

`local_store` is a folder, `s3_store` a bucket of any server that speaks S3. A key is
`<asset id>/<name>`, or `<asset id>/parts/<id>` for what has come of a file so far. All that belongs
to an asset lies under its id, so that nothing is left over once that is forgotten.
"""

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

from common.errors import Unavailable

ID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
KEY = re.compile(rf"{ID}/(?:parts/{ID}|media\.(?:jpg|mp4|mov)|probe)")
CONTENT_TYPES = {"jpg": "image/jpeg", "mp4": "video/mp4", "mov": "video/quicktime"}
BYTES = "application/octet-stream"
BLOCK = 256 << 10


class NotStored(Exception):
    """There is nothing under this key."""


class StoreUnavailable(Unavailable):
    """The media store does not answer properly; the same request may succeed later."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An object: its size in bytes, and what changes whenever its bytes do."""

    size: int
    etag: str


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from the first to the last, both counted."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """How many there are."""
        return self.last - self.first + 1


class MediaStore(Protocol):
    """An object is there as a whole or not at all. Every method raises `StoreUnavailable`."""

    async def put(self, key: str, body: bytes) -> None:
        """Store a few megabytes under the key, over what was there."""

    async def put_file(self, key: str, path: Path) -> None:
        """Store a file of any size under the key, with the content type of the key's ending."""

    async def find(self, key: str) -> Stored:
        """Tell what is under the key; raises `NotStored`."""

    def read(self, key: str, span: Span) -> AsyncGenerator[bytes, None]:
        """Give these bytes, block by block; raises `NotStored`."""

    async def delete(self, key: str) -> None:
        """Delete one object; what is gone already is no failure."""

    async def forget(self, asset_id: UUID) -> None:
        """Delete everything of an asset; what is gone already is no failure."""


def part_key(asset_id: UUID) -> str:
    """Name a new part: two connections that bring the same bytes never write the same key."""
    return f"{asset_id}/parts/{uuid4()}"


def media_key(asset_id: UUID, content_type: str) -> str:
    """Name the file that is published."""
    endings = {kind: ending for ending, kind in CONTENT_TYPES.items()}
    return f"{asset_id}/media.{endings[content_type]}"


def content_type_of(key: str) -> str:
    """Give the type by the key's ending, which is ours and not the user's."""
    return CONTENT_TYPES.get(key.rpartition(".")[2], BYTES)


def checked(key: str) -> str:
    """Give a key that is spelled as ours are; raises `NotStored` for any other."""
    if not KEY.fullmatch(key):
        raise NotStored(key)
    return key
