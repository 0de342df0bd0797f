"""A video that a browser can read the length of: a WebM of one still, made by hand.

https://www.rfc-editor.org/rfc/rfc9559
"""

import struct

SIZE = b"\x02\xd0"  # as wide and high as TikTok takes it
# One key frame of VP8, all grey; it has 16 by 16 pixels and is shown larger.
FRAME = bytes.fromhex(
    "300100 9d012a 1000 1000 0000 0025 a4 0003 7000 fefb 9400 00".replace(" ", "")
)


def webm(seconds: float) -> bytes:
    """Give a file that says it lasts this long."""
    head = _box(b"\x42\x82", b"webm") + _box(b"\x42\x87", b"\x04") + _box(b"\x42\x85", b"\x02")
    length = _box(b"\x44\x89", struct.pack(">d", seconds * 1_000))
    info = _box(b"\x2a\xd7\xb1", (1_000_000).to_bytes(4)) + length
    picture = _box(b"\xb0", SIZE) + _box(b"\xba", SIZE)
    track = (
        _box(b"\xd7", b"\x01")
        + _box(b"\x73\xc5", b"\x01")
        + _box(b"\x83", b"\x01")
        + _box(b"\x86", b"V_VP8")
        + _box(b"\xe0", picture)
    )
    still = _box(b"\xe7", b"\x00") + _box(b"\xa3", b"\x81\x00\x00\x80" + FRAME)
    segment = (
        _box(b"\x15\x49\xa9\x66", info)
        + _box(b"\x16\x54\xae\x6b", _box(b"\xae", track))
        + _box(b"\x1f\x43\xb6\x75", still)
    )
    return _box(b"\x1a\x45\xdf\xa3", head) + _box(b"\x18\x53\x80\x67", segment)


def _box(name: bytes, content: bytes) -> bytes:
    return name + (0x10000000 | len(content)).to_bytes(4) + content
