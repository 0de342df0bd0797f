"""What kind of video a file is, by its first bytes: only what TikTok surely does not take is named.

https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
"""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

# Where the text stands, the text, and what begins so.
SIGNS = (
    (8, b"AVI ", "an AVI file"),
    (8, b"WAVE", "a WAVE sound file"),
    (8, b"WEBP", "a WebP picture"),
    (0, b"\x00\x00\x01\xba", "an MPEG program stream"),
    (0, b"\x00\x00\x01\xb3", "an MPEG video stream"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a Windows Media file"),
    (0, b"FLV\x01", "a Flash video"),
    (0, b"OggS", "an Ogg file"),
    (0, b".RMF", "a RealMedia file"),
    (0, b"ID3", "an MP3 sound file"),
    (0, b"fLaC", "a FLAC sound file"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"%PDF-", "a PDF document"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"\x89PNG\r\n", "a PNG picture"),
    (0, b"GIF8", "a GIF picture"),
)
CODECS = {
    b"av01": "an AV1 video",
    b"mp4v": "an MPEG-4 Part 2 video",
    b"s263": "an H.263 video",
    b"h263": "an H.263 video",
    b"jpeg": "a Motion JPEG video",
    b"mjpa": "a Motion JPEG video",
    b"mjpb": "a Motion JPEG video",
    b"dvc ": "a DV video",
    b"dvcp": "a DV video",
    b"AVdn": "a DNxHD video",
    b"CFHD": "a CineForm video",
    **dict.fromkeys((b"apch", b"apcn", b"apcs", b"apco", b"ap4h", b"ap4x"), "a ProRes video"),
}
EBML, DOC_TYPE, AV1_TRACK = b"\x1a\x45\xdf\xa3", b"\x42\x82", b"\x86\x85V_AV1"
TRACKS_WITHIN = 65_536
PACKETS = ((188, 0, "an MPEG transport stream"), (192, 4, "an AVCHD file"))
MOST_BOXES = 64


class Box(NamedTuple):
    """A box of MP4: its type, and where its contents begin and end."""

    type: bytes
    begin: int
    end: int


def refused_kind(head: bytes) -> str | None:
    """Name what begins with these bytes, if TikTok does not take it; None where that is not sure.

    Of MP4 and MOV the codec is read too, where the description of the tracks stands in front.
    """
    for at, sign, name in SIGNS:
        if head.startswith(sign, at):
            return name
    for size, first, name in PACKETS:
        if head[first : first + 2 * size + 1 : size] == b"\x47\x47\x47":
            return name
    return _matroska(head[:TRACKS_WITHIN]) if head.startswith(EBML) else _refused_codec(head)


def _matroska(head: bytes) -> str | None:
    at = head.find(DOC_TYPE)
    if at >= 0 and b"matroska" in head[at : at + 18]:
        return "a Matroska file"
    is_av1 = AV1_TRACK in head and head.count(b"V_") == 1
    return "an AV1 video" if is_av1 else None


def _refused_codec(head: bytes) -> str | None:
    """Name the codec where every video track has one that is not taken."""
    names = []
    for moov in _boxes(head, Box(b"", 0, len(head)), b"moov"):
        for trak in _boxes(head, moov, b"trak"):
            for mdia in _boxes(head, trak, b"mdia"):
                names += _codec(head, mdia)
    return names[0] if names and all(names) else None


def _codec(head: bytes, mdia: Box) -> list[str | None]:
    """Look the codec of a video track up; of another track there is nothing to say."""
    handler = next(_boxes(head, mdia, b"hdlr"), None)
    if handler is None or head[handler.begin + 8 : handler.begin + 12] != b"vide":
        return []
    for minf in _boxes(head, mdia, b"minf"):
        for stbl in _boxes(head, minf, b"stbl"):
            for stsd in _boxes(head, stbl, b"stsd"):
                return [CODECS.get(head[stsd.begin + 12 : stsd.begin + 16])]
    return [None]


def _boxes(head: bytes, outer: Box, wanted: bytes) -> Iterator[Box]:
    return (box for box in islice(_all(head, outer), MOST_BOXES) if box.type == wanted)


def _all(head: bytes, outer: Box) -> Iterator[Box]:
    """Walk through the boxes that are here as a whole."""
    at = outer.begin
    while at + 8 <= outer.end:
        size, begin = int.from_bytes(head[at : at + 4]), at + 8
        if size == 1:
            size, begin = int.from_bytes(head[begin : begin + 8]), at + 16
        if size < begin - at or at + size > outer.end:
            return
        yield Box(head[at + 4 : at + 8], begin, at + size)
        at += size
