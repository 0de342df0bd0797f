"""Whether a file is a picture or a video, by its first bytes; what it was called does not count."""

from instagram.assets.verdict import Kind

HEAD = 64
"""So many bytes are enough."""

PICTURES = (
    (0, b"\xff\xd8\xff"),
    (0, b"\x89PNG\r\n\x1a\n"),
    (0, b"GIF8"),
    (8, b"WEBP"),
    (0, b"BM"),
    (0, b"II*\x00"),
    (0, b"MM\x00*"),
)
PICTURE_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
)
# An old MOV begins with no `ftyp`.
BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
MATROSKA = b"\x1a\x45\xdf\xa3"


def kind_of(head: bytes) -> Kind | None:
    """Tell what begins with these bytes; None for what is neither."""
    if any(head.startswith(sign, at) for at, sign in PICTURES):
        return "image"
    if head[4:8] == b"ftyp" and head[8:12] in PICTURE_BRANDS:
        return "image"
    if head[4:8] in BOXES or head.startswith(MATROSKA):
        return "video"
    return None
