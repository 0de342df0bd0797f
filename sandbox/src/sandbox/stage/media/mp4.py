"""Reads the index of an MP4 or MOV file as its bytes stream by."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

HEADER, LONG_HEADER = 8, 16
MOST_KEPT = 8 * 1024 * 1024
MOST_BOXES = 1000
KEPT = b"moov"
# ISO/IEC 14496-12: full boxes begin with a version and flags, of 4 bytes together
VIDEO_HANDLER = b"vide"


@dataclass(frozen=True)
class Movie:
    """The facts of a video track; None where the file does not say."""

    duration: float | None = None
    width: int | None = None
    height: int | None = None
    frames_per_second: float | None = None


class BoxWalker:
    """Walks over the top-level boxes of a stream and keeps only the payload of `moov`."""

    def __init__(self) -> None:
        self.moov = bytearray()
        self._header = bytearray()
        self._kind = b""
        self._left: float = 0
        self._count = 0

    def copy(self) -> "BoxWalker":
        """A separate walker that continues from here."""
        twin = BoxWalker()
        twin.moov, twin._header = self.moov[:], self._header[:]
        twin._kind, twin._left, twin._count = self._kind, self._left, self._count
        return twin

    def feed(self, part: bytes) -> None:
        """Take the next bytes."""
        at = 0
        while at < len(part):
            at = self._within(part, at) if self._left else self._between(part, at)

    def _within(self, part: bytes, at: int) -> int:
        end = int(min(len(part), at + self._left))
        if self._kind == KEPT and len(self.moov) < MOST_KEPT:
            self.moov += part[at:end]
        self._left -= end - at
        return end

    def _between(self, part: bytes, at: int) -> int:
        wanted = HEADER if len(self._header) < HEADER else LONG_HEADER
        end = min(len(part), at + wanted - len(self._header))
        self._header += part[at:end]
        if len(self._header) == wanted:
            self._enter(wanted)
        return end

    def _enter(self, length: int) -> None:
        size = int.from_bytes(self._header[:4]) if length == HEADER else None
        if size == 1:
            return
        whole = int.from_bytes(self._header[HEADER:]) if size is None else size
        self._count += 1
        self._kind = bytes(self._header[4:HEADER])
        # a size of 0 reaches to the end of the file, and one too small means that this is no MP4
        sound = whole > length and self._count < MOST_BOXES
        self._left = 0 if whole == length else whole - length if sound else inf
        self._header.clear()


def movie_of(moov: bytes) -> Movie:
    """The facts in the payload of a `moov` box; all None where it is malformed."""
    try:
        return _read(moov)
    except (IndexError, ZeroDivisionError):
        return Movie()


def _read(moov: bytes) -> Movie:
    duration = next((_duration(box) for kind, box in _children(moov) if kind == b"mvhd"), None)
    for kind, track in _children(moov):
        media = _child(track, b"mdia") if kind == b"trak" else b""
        if media and _child(media, b"hdlr")[8:12] == VIDEO_HANDLER:
            sides = _child(track, b"tkhd")[-8:]
            width, height = int.from_bytes(sides[:2]), int.from_bytes(sides[4:6])
            return Movie(duration, width or None, height or None, _rate(media))
    return Movie(duration)


def _rate(media: bytes) -> float | None:
    table = _child(_child(_child(media, b"minf"), b"stbl"), b"stts")
    numbers = [int.from_bytes(table[at : at + 4]) for at in range(8, len(table) - 3, 4)]
    counts, steps = numbers[::2], numbers[1::2]
    ticks = sum(count * step for count, step in zip(counts, steps, strict=False))
    header = _child(media, b"mdhd")
    return sum(counts) * _timescale(header) / ticks if ticks else None


def _timescale(header: bytes) -> int:
    at = 20 if header[0] else 12
    return int.from_bytes(header[at : at + 4])


def _duration(header: bytes) -> float:
    at, length = (24, 8) if header[0] else (16, 4)
    return int.from_bytes(header[at : at + length]) / _timescale(header)


def _child(box: bytes, kind: bytes) -> bytes:
    return next((payload for found, payload in _children(box) if found == kind), b"")


def _children(box: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + HEADER <= len(box):
        size = int.from_bytes(box[at : at + 4])
        if size < HEADER:
            return
        yield bytes(box[at + 4 : at + HEADER]), box[at + HEADER : at + size]
        at += size
