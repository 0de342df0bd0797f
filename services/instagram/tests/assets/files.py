"""Small pictures, made as phones, cameras and programs make them."""

from io import BytesIO
from pathlib import Path
from struct import pack
from typing import Any

from PIL import Image

ORIENTATION = 0x0112
Colour = float | tuple[int, ...]


def jpeg(
    size: tuple[int, int], colour: Colour = (90, 120, 150), mode: str = "RGB", **options: Any
) -> bytes:
    """A JPEG of one colour; `orientation` is EXIF's."""
    exif = Image.Exif()
    if turn := options.pop("orientation", None):
        exif[ORIENTATION] = turn
    return saved(Image.new(mode, size, colour), "JPEG", exif=exif.tobytes(), **options)


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    """The bytes of a picture in this format."""
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def with_index_of(pictures: int, first: bytes) -> bytes:
    """A JPEG whose index (MPF) names so many pictures, with the others behind it."""
    entries = b"\xb0\x00" + pack(">HI4s", 7, 4, b"0100")
    entries += b"\xb0\x01" + pack(">HII", 4, 1, pictures)
    entries += b"\xb0\x02" + pack(">HII", 7, 16 * pictures, 50)
    listed = bytes(16) * pictures
    index = b"MPF\0MM\0*" + pack(">IH", 8, 3) + entries + bytes(4) + listed
    segment = b"\xff\xe2" + pack(">H", len(index) + 2) + index
    tail = jpeg((64, 48)) if pictures > 1 else b""
    return first[:2] + segment + first[2:] + tail


def empty_jpeg(width: int, height: int) -> bytes:
    """The head of a JPEG: its size stands there, nothing of its picture does."""
    frame = pack(">BHHB", 8, height, width, 3) + b"\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    return b"\xff\xd8\xff\xc0" + pack(">H", len(frame) + 2) + frame


def noise(size: tuple[int, int]) -> Image.Image:
    """What compresses badly."""
    return Image.effect_noise(size, 120).convert("RGB")


def given(path: Path, content: bytes) -> Path:
    """Write the file that came."""
    path.write_bytes(content)
    return path
