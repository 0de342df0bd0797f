"""What TikTok does not take is named by its first bytes; anything else is let through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.tiktok.containers import refused_kind


def box(kind: bytes, *contents: bytes) -> bytes:
    """A box of MP4."""
    body = b"".join(contents)
    return (8 + len(body)).to_bytes(4) + kind + body


def track(codec: bytes, handler: bytes = b"vide") -> bytes:
    """A track with one sample entry."""
    entry = bytes(4) + (1).to_bytes(4) + box(codec, bytes(70))
    stbl = box(b"stbl", box(b"stsd", entry))
    minf = box(b"minf", box(b"vmhd", bytes(12)), stbl)
    return box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(13)), minf))


def mp4(*tracks: bytes) -> bytes:
    """The beginning of a file whose description stands in front."""
    return box(b"ftyp", b"isom") + box(b"moov", *tracks) + (2**24).to_bytes(4) + b"mdat"


def webm(kind: bytes, codec: bytes) -> bytes:
    """The beginning of a Matroska file."""
    head = b"\x42\x82" + bytes([0x80 | len(kind)]) + kind
    tracks = b"\x86" + bytes([0x80 | len(codec)]) + codec
    return b"\x1a\x45\xdf\xa3" + bytes([0x80 | len(head)]) + head + tracks


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"RIFF\x00\x00\x00\x00AVI LIST", "an AVI file"),
        (b"\x00\x00\x01\xba\x44", "an MPEG program stream"),
        (b"FLV\x01\x05", "a Flash video"),
        (b"0&\xb2u\x8ef\xcf\x11\xa6", "a Windows Media file"),
        ((b"\x47" + bytes(187)) * 3, "an MPEG transport stream"),
        (bytes(4) + (b"\x47" + bytes(191)) * 3, "an AVCHD file"),
        (webm(b"matroska", b"V_MPEG4/ISO/AVC"), "a Matroska file"),
        (webm(b"webm", b"V_AV1"), "an AV1 video"),
        (mp4(track(b"av01")), "an AV1 video"),
        (mp4(track(b"mp4a", b"soun"), track(b"apcn")), "a ProRes video"),
        (mp4(track(b"mp4v")), "an MPEG-4 Part 2 video"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
    ],
)
def test_what_tiktok_does_not_take_is_named(head: bytes, name: str) -> None:
    assert refused_kind(head) == name


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"abc",
        *(mp4(track(codec)) for codec in (b"avc1", b"hvc1", b"hev1", b"vp08", b"vp09", b"what")),
        mp4(track(b"jpeg"), track(b"avc1")),
        mp4(),
        mp4(track(b"av01"))[:80],
        mp4(box(b"trak", b"abc")),
        box(b"mdat", b"abc") + box(b"moov", track(b"avc1")),
        webm(b"webm", b"V_VP9"),
        webm(b"webm", b"V_AV1")[:12],
        b"\x00\x00\x00\x00moov",
        b"\x00\x00\x00\x01moov",
    ],
)
def test_what_tiktok_takes_or_nobody_understands_passes(head: bytes) -> None:
    assert refused_kind(head) is None


@given(st.binary(max_size=400))
def test_no_bytes_at_all_are_an_error(noise: bytes) -> None:
    refused_kind(noise)
    refused_kind(box(b"ftyp", b"isom") + box(b"moov", noise))
    refused_kind(b"\x1a\x45\xdf\xa3" + noise)
