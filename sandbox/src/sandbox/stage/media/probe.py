"""Reads format, sides, duration and frame rate out of a file as it streams by."""

from dataclasses import dataclass
from typing import Literal

from sandbox.stage.media.mp4 import BoxWalker, movie_of

Format = Literal["mp4", "mov", "webm", "jpeg", "webp", "png"]

KEPT_HEAD = 1024 * 1024  # the sides of a picture may stand behind a large preview
SIGNATURE = 64
# JPEG: the frame headers, which carry the sides
FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True)
class Facts:
    """What a file is; None where it does not say. Duration is in seconds, size in bytes."""

    size: int
    format: Format | None = None
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    frames_per_second: float | None = None


class Probe:
    """Takes a whole file in parts, and keeps only its first bytes and its index."""

    def __init__(self, kept: int = KEPT_HEAD) -> None:
        self.size = 0
        self._kept = kept
        self._head = bytearray()
        self._boxes = BoxWalker()

    def copy(self) -> "Probe":
        """A separate probe that continues from here."""
        twin = Probe(self._kept)
        twin.size, twin._head, twin._boxes = self.size, self._head[:], self._boxes.copy()
        return twin

    def feed(self, part: bytes) -> None:
        """Take the next bytes."""
        self.size += len(part)
        if len(self._head) < self._kept:
            self._head += part[: self._kept - len(self._head)]
        self._boxes.feed(part)

    def facts(self) -> Facts:
        """What the file is, as far as it has arrived."""
        head = bytes(self._head)
        known = format_of(head)
        if known in ("mp4", "mov"):
            movie = movie_of(bytes(self._boxes.moov))
            sides = movie.width, movie.height
            return Facts(self.size, known, *sides, movie.duration, movie.frames_per_second)
        return Facts(self.size, known, *sides_of(head, known))


def format_of(head: bytes) -> Format | None:
    """The format by its signature."""
    if head[4:8] == b"ftyp":
        return "mov" if head[8:12] == b"qt  " else "mp4"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    signatures: dict[bytes, Format] = {
        b"\x1aE\xdf\xa3": "webm",
        b"\xff\xd8\xff": "jpeg",
        b"\x89PNG\r\n\x1a\n": "png",
    }
    return next((name for mark, name in signatures.items() if head.startswith(mark)), None)


def sides_of(head: bytes, known: Format | None) -> tuple[int | None, int | None]:
    """Width and height of a picture."""
    if known == "jpeg":
        return _jpeg_sides(head)
    if known == "webp":
        return _webp_sides(head)
    return None, None


def _jpeg_sides(head: bytes) -> tuple[int | None, int | None]:
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        if head[at + 1] in FRAME_MARKERS:
            return int.from_bytes(head[at + 7 : at + 9]), int.from_bytes(head[at + 5 : at + 7])
        at += 2 + int.from_bytes(head[at + 2 : at + 4])
    return None, None


def _webp_sides(head: bytes) -> tuple[int | None, int | None]:
    # https://developers.google.com/speed/webp/docs/riff_container
    kind = head[12:16]
    if kind == b"VP8X":
        return _little(head[24:27]) + 1, _little(head[27:30]) + 1
    if kind == b"VP8 ":
        return _little(head[26:28]) & 0x3FFF, _little(head[28:30]) & 0x3FFF
    bits = _little(head[21:25])
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _little(number: bytes) -> int:
    return int.from_bytes(number, "little")
