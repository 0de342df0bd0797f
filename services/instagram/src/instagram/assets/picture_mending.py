"""Writes a picture anew as a plain JPEG that Instagram takes."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from instagram.assets import colours
from instagram.assets.picture_facts import FORMATS
from instagram.assets.picture_rules import LARGEST, WIDEST

ORIENTATION = 0x0112
QUALITIES = (92, 85, 75, 60)


class StillTooLarge(Exception):
    """At no quality that is worth showing is the picture small enough."""


def upright(path: Path) -> tuple[Image.Image, int]:
    """Decode all of a picture, a large JPEG at a fraction of its size, and turn it upright.

    Gives EXIF's orientation too. Raises OSError where the picture is broken.
    """
    with Image.open(path, formats=FORMATS) as image:
        # The size asked for is the least, so that both a lying and an upright one are wide enough.
        image.draft(None, (WIDEST, WIDEST))
        image.load()
        orientation = int(image.getexif().get(ORIENTATION, 1) or 1)
        return ImageOps.exif_transpose(image), orientation


def write(image: Image.Image, profile: bytes | None, target: Path) -> tuple[int, int]:
    """Write an upright picture as a JPEG of 8 MB at most; gives its size in pixels.

    Raises `StillTooLarge`.
    """
    plain = _narrow(colours.plain(image, profile))
    target.write_bytes(_small(plain))
    return plain.size


def _narrow(image: Image.Image) -> Image.Image:
    width, height = image.size
    if width <= WIDEST:
        return image
    size = (WIDEST, max(1, round(height * WIDEST / width)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _small(image: Image.Image) -> bytes:
    for quality in QUALITIES:
        written = BytesIO()
        image.save(written, "JPEG", quality=quality, optimize=True)
        if written.tell() <= LARGEST:
            return written.getvalue()
    raise StillTooLarge
