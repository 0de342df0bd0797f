"""The boxes of MP4 and MOV: their order, and what the description of each track says.

ISO/IEC 14496-12. Everything here is read by its own length, and never past it.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from struct import unpack_from
from typing import BinaryIO, NamedTuple

MOST_BOXES = 100_000
LARGEST_INDEX = 64 << 20
ONE = 1 << 16


class NotReadable(Exception):
    """The boxes are broken."""


class Box(NamedTuple):
    """A box: its type, and where its contents begin and end."""

    type: bytes
    begin: int
    end: int


class Edit(NamedTuple):
    """One entry of an edit list; `length` counts by the movie's clock, `start` by the track's.

    `start` is -1 where nothing is shown.
    """

    length: int
    start: int
    rate: float


@dataclass(frozen=True, slots=True)
class Track:
    """A track as its boxes describe it; `first_offset` is when its first sample is shown.

    `shown` is the size after the turn that the matrix makes.
    """

    handler: bytes
    timescale: int
    duration: int
    sample_entry: bytes
    edits: tuple[Edit, ...]
    first_offset: int
    shown: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Movie:
    """A file: its top boxes in their order, and its tracks."""

    brand: bytes
    order: tuple[bytes, ...]
    is_cut_off: bool
    timescale: int
    tracks: tuple[Track, ...]

    @property
    def is_index_first(self) -> bool:
        """Whether the description stands before the first bytes of picture and sound."""
        places = {kind: self.order.index(kind) for kind in set(self.order)}
        return places.get(b"moov", len(self.order)) < places.get(b"mdat", len(self.order))

    @property
    def is_fragmented(self) -> bool:
        """Whether it is cut into pieces that describe themselves, as browsers record."""
        return b"moof" in self.order


def read(path: Path) -> Movie:
    """Read a file's boxes; raises `NotReadable`."""
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            tops = list(_boxes(file, 0, size))
            index = next((box for box in tops if box.type == b"moov"), None)
            if index is None or index.end > size or index.end - index.begin > LARGEST_INDEX:
                raise NotReadable("The description of the tracks is missing.")
            file.seek(index.begin)
            moov = file.read(index.end - index.begin)
            file.seek(8)
            brand = file.read(4) if tops[0].type == b"ftyp" else b"qt  "
            timescale, tracks = _movie(moov)
    except (struct.error, IndexError) as error:
        raise NotReadable("The description of the tracks is broken.") from error
    order, is_cut_off = tuple(box.type for box in tops), tops[-1].end > size
    return Movie(brand, order, is_cut_off, timescale, tracks)


def _movie(moov: bytes) -> tuple[int, tuple[Track, ...]]:
    header = _first(moov, b"mvhd")
    (timescale,) = unpack_from(">I", header, 20 if header[0] else 12)
    return max(1, timescale), tuple(_track(trak) for trak in _all(moov, b"trak"))


def _track(trak: bytes) -> Track:
    media = _first(trak, b"mdia")
    header, samples = _first(media, b"mdhd"), _first(_first(media, b"minf"), b"stbl")
    if header[0]:
        timescale, duration = unpack_from(">IQ", header, 20)
    else:
        timescale, duration = unpack_from(">II", header, 12)
    return Track(
        handler=_first(media, b"hdlr")[8:12],
        timescale=max(1, timescale),
        duration=duration,
        sample_entry=_first(samples, b"stsd")[8:],
        edits=_edits(trak),
        first_offset=_first_offset(samples),
        shown=_shown(_first(trak, b"tkhd")),
    )


def _edits(trak: bytes) -> tuple[Edit, ...]:
    found = [edit for box in _all(trak, b"edts") for edit in _all(box, b"elst")]
    if not found:
        return ()
    [listed, *_] = found
    form = ">Qqi" if listed[0] else ">Iii"
    step, (count,) = (20 if listed[0] else 12), unpack_from(">I", listed, 4)
    entries = (unpack_from(form, listed, 8 + step * n) for n in range(min(count, MOST_BOXES)))
    return tuple(Edit(length, start, rate / ONE) for length, start, rate in entries)


def _first_offset(samples: bytes) -> int:
    """Give how much later than decoded the first sample is shown: B-frames need that."""
    for offsets in _all(samples, b"ctts"):
        if unpack_from(">I", offsets, 4)[0]:
            return int(unpack_from(">i", offsets, 12)[0])
    return 0


def _shown(header: bytes) -> tuple[float, float]:
    """Turn the size by the matrix; a mirrored picture has the size of one that is not."""
    at = 52 if header[0] else 40
    a, b, _, c, d = unpack_from(">5i", header, at)
    width, height = unpack_from(">2I", header, at + 36)
    return (
        (abs(a) * width + abs(c) * height) / ONE / ONE,
        (abs(b) * width + abs(d) * height) / ONE / ONE,
    )


def _first(outer: bytes, wanted: bytes) -> bytes:
    return next(iter(_all(outer, wanted)), b"")


def _all(outer: bytes, wanted: bytes) -> list[bytes]:
    file, size = io.BytesIO(outer), len(outer)
    found = (box for box in _boxes(file, 0, size) if box.type == wanted)
    return [outer[box.begin : min(box.end, size)] for box in found]


def _boxes(file: BinaryIO, at: int, end: int) -> Iterator[Box]:
    """Walk through the boxes between two places; the last may claim more than there is."""
    for _ in range(MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if at + 8 > end or len(head) < 8:
            return
        size, begin = int.from_bytes(head[:4]), at + 8
        if size == 1:
            size, begin = int.from_bytes(head[8:16]), at + 16
        size = size or end - at  # 0: to the end
        if size < begin - at:
            raise NotReadable("A box is shorter than its head.")
        yield Box(head[4:8], begin, at + size)
        at += size
