"""What a service implements, so that tus clients can upload to it."""

from collections.abc import Hashable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID


class Upload(Protocol):
    """How far one upload has come; every number is in bytes."""

    @property
    def open_until(self) -> datetime | None:
        """When no more bytes are taken; None is never."""

    @property
    def offset(self) -> int:
        """Where the next piece begins: everything before it is stored."""

    @property
    def length(self) -> int:
        """The size of the whole file."""

    @property
    def piece_size(self) -> int:
        """How many bytes the next piece has; asked only while bytes are missing."""

    @property
    def piece(self) -> Hashable:
        """Names the next piece among all that this upload may ever have.

        Where an upload begins anew, its pieces have other names.
        """

    @property
    def following(self) -> "Upload":
        """The upload as it will be once its next piece is stored."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of a piece, and their SHA-256 in hexadecimal digits."""

    sha256: str
    body: bytes = field(repr=False)


U = TypeVar("U", bound=Upload)
AnyUpload = TypeVar("AnyUpload", bound=Upload, covariant=True)


def is_whole(upload: Upload) -> bool:
    """Tell whether no piece is missing."""
    return upload.offset == upload.length


class Writing(Protocol[AnyUpload]):
    """One connection's right to write to an upload."""

    @property
    def upload(self) -> AnyUpload:
        """The upload as it is after the last piece that was written."""

    async def write(self, piece: Piece) -> None:
        """Store the next piece, which has `upload.piece_size` bytes; the last completes the upload.

        Raises `WriterReplaced`, `UploadGone`, or an error of the sink's own.
        """


class Sink(Protocol[U]):
    """Where the bytes of uploads go."""

    async def find(self, identity: UUID, user_id: UUID) -> U:
        """Give the upload; raises `NotFound` for another user's, and `UploadGone`."""

    def writing(self, upload: U) -> AbstractAsyncContextManager[Writing[U]]:
        """Take the upload over for this connection, for as long as the context is open.

        Entering raises `UploadGone`. An earlier connection gets `WriterReplaced` at its next write.
        """

    async def terminate(self, identity: UUID, user_id: UUID) -> None:
        """End the upload, and do nothing where that was done before.

        Raises `NotFound`, and `UploadFinished` where it is too late.
        """
