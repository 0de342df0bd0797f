"""Makes media files for tests: real headers, then filler bytes."""

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, NonNegativeFloat, NonNegativeInt, PositiveInt

Kind = Literal["mp4", "mov", "webm", "jpeg", "webp", "png", "bytes"]

BLOCK = bytes(range(256)) * 256
TYPES: dict[str, str] = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "png": "image/png",
    "bytes": "application/octet-stream",
}
SUFFIXES: dict[str, Kind] = {"jpg": "jpeg", "jpeg": "jpeg", "webp": "webp", "png": "png"}
TIMESCALE = 1000


class Sample(BaseModel):
    """Body of `PUT /control/media/{name}`: a file, and how its server behaves.

    Sizes are in bytes, sides in pixels, the duration is in seconds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind = "mp4"
    size: NonNegativeInt = 200_000
    width: PositiveInt = 1080
    height: PositiveInt = 1350
    duration: NonNegativeFloat = 10
    frames_per_second: NonNegativeFloat = 30
    bytes_per_second: NonNegativeInt = 0
    status: int = 200
    redirect_to: str | None = None
    stall_after: NonNegativeInt | None = None
    cut_after: NonNegativeInt | None = None

    def parts(self) -> Iterator[bytes]:
        """The file in blocks, the same at each call."""
        head = self._head()[: self.size] if self.size else b""
        yield head
        left = self.size - len(head)
        while left > 0:
            yield BLOCK[:left]
            left -= len(BLOCK)

    def _head(self) -> bytes:
        match self.kind:
            case "mp4" | "mov":
                return movie(self)
            case "webm":
                return b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01"
            case "jpeg":
                sides = self.height.to_bytes(2) + self.width.to_bytes(2)
                frame = (
                    b"\xff\xc0\x00\x11\x08" + sides + b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
                )
                return (
                    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + frame
                )
            case "webp":
                sides = (self.width - 1).to_bytes(3, "little")
                sides += (self.height - 1).to_bytes(3, "little")
                size = max(self.size - 8, 22).to_bytes(4, "little")
                return b"RIFF" + size + b"WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + sides
            case "png":
                sides = self.width.to_bytes(4) + self.height.to_bytes(4)
                return b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + sides + b"\x08\x02\x00\x00\x00"
            case "bytes":
                return b""


def sample_named(name: str) -> Sample:
    """The file of a name that nobody described: its suffix decides the kind, else it is an MP4."""
    suffix = name.rpartition(".")[2].lower()
    known: dict[str, Kind] = {"mov": "mov", "webm": "webm", "bin": "bytes", **SUFFIXES}
    return Sample(kind=known.get(suffix, "mp4"))


def movie(sample: Sample) -> bytes:
    """`ftyp`, an index with one video track, and the head of `mdat`."""
    brand = b"qt  " if sample.kind == "mov" else b"isom"
    ticks = round(sample.duration * TIMESCALE)
    frames = round(sample.duration * sample.frames_per_second)
    # one long frame makes up for what does not divide
    step = ticks // frames if frames else 0
    entries = [(frames - 1, step), (1, ticks - step * (frames - 1))] if frames else []
    table = b"".join(_u32(count) + _u32(delta) for count, delta in entries)
    sides = _u32(sample.width << 16) + _u32(sample.height << 16)
    media = box(
        b"mdia",
        box(b"mdhd", bytes(12) + _u32(TIMESCALE) + _u32(ticks) + bytes(4)),
        box(b"hdlr", bytes(8) + b"vide" + bytes(13)),
        box(b"minf", box(b"stbl", box(b"stts", bytes(4) + _u32(len(entries)) + table))),
    )
    index = box(
        b"moov",
        box(b"mvhd", bytes(12) + _u32(TIMESCALE) + _u32(ticks) + bytes(80)),
        box(b"trak", box(b"tkhd", bytes(76) + sides), media),
    )
    head = box(b"ftyp", brand + bytes(4) + brand) + index
    rest = max(sample.size - len(head), 16)
    return head + _u32(1) + b"mdat" + rest.to_bytes(8)


def box(kind: bytes, *payload: bytes) -> bytes:
    """An ISO box."""
    content = b"".join(payload)
    return _u32(len(content) + 8) + kind + content


def _u32(number: int) -> bytes:
    return number.to_bytes(4)
