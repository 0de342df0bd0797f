"""A JPEG's segments: its size and its second pictures, without decoding anything."""

from collections.abc import Iterator
from struct import unpack_from
from typing import BinaryIO, NamedTuple

APP2, START_OF_SCAN, END = 0xE2, 0xDA, 0xD9
# Markers of a frame header, whatever its coding: SOF0 to SOF15 without DHT, JPG and DAC.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
MPF = b"MPF\x00"
NUMBER_OF_IMAGES = 0xB001
MOST_SEGMENTS = 4096


class Segment(NamedTuple):
    """A marker and what follows it."""

    marker: int
    body: bytes


def segments(file: BinaryIO) -> Iterator[Segment]:
    """Give what stands in front of the picture itself, as far as the file has it whole."""
    if file.read(2) != b"\xff\xd8":
        return
    for _ in range(MOST_SEGMENTS):
        marker = _marker(file)
        if marker is None or marker in {START_OF_SCAN, END}:
            return
        if marker in ALONE:
            continue
        length = int.from_bytes(file.read(2))
        body = file.read(max(0, length - 2))
        if length < 2 or len(body) < length - 2:
            return
        yield Segment(marker, body)


def _marker(file: BinaryIO) -> int | None:
    """Read a marker, over the fill bytes that may stand before it."""
    if file.read(1) != b"\xff":
        return None
    while (byte := file.read(1)) == b"\xff":
        pass
    return byte[0] if byte else None


def size(file: BinaryIO) -> tuple[int, int] | None:
    """Give width and height as they are stored, or None."""
    for marker, body in segments(file):
        if marker in FRAMES and len(body) >= 5:
            height, width = unpack_from(">HH", body, 1)
            return width, height
    return None


def pictures(file: BinaryIO) -> int:
    """Count the pictures that the file's index (MPF) names; 1 without one.

    The index stands in a segment of its own: CIPA DC-007, Multi-Picture Format.
    """
    for marker, body in segments(file):
        if marker == APP2 and body.startswith(MPF):
            return _named_in(body[len(MPF) :])
    return 1


def _named_in(index: bytes) -> int:
    """Read the number of images from the index, a small TIFF."""
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(index[:4])
    if order is None or len(index) < 8:
        return 1
    (at,) = unpack_from(f"{order}I", index, 4)
    if at + 2 > len(index):
        return 1
    (entries,) = unpack_from(f"{order}H", index, at)
    for entry in range(at + 2, min(at + 2 + 12 * entries, len(index) - 11), 12):
        tag, _, _, number = unpack_from(f"{order}HHII", index, entry)
        if tag == NUMBER_OF_IMAGES:
            return int(number)
    return 1
