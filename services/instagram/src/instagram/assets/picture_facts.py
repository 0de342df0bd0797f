"""What a picture is, before anything of it is decoded."""

from dataclasses import dataclass
from pathlib import Path

import pi_heif
from PIL import Image, ImageFile

from instagram.assets import jpeg

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF", "TIFF", "BMP")
ON_THEIR_SIDE = frozenset({5, 6, 7, 8})
# Our own limit (`picture_rules`) holds: Pillow's would hide the size of a phone's 200 megapixels.
Image.MAX_IMAGE_PIXELS = None
ImageFile.LOAD_TRUNCATED_IMAGES = False
pi_heif.register_heif_opener()


class NotReadable(Exception):
    """This is no picture of a format that is read here, or its head is broken."""


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """`stored` is the size in the file; `orientation` is EXIF's, 1 where it stands upright.

    Of some formats only decoding shows the orientation, so it is 1 until that was done.
    """

    format: str
    size: int
    stored: tuple[int, int]
    mode: str
    profile: bytes | None
    pictures: int
    frames: int
    orientation: int = 1

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height once it is turned upright."""
        width, height = self.stored
        return (height, width) if self.orientation in ON_THEIR_SIDE else (width, height)


def look(path: Path) -> PictureFacts:
    """Read the head of a picture; raises `NotReadable`."""
    pictures = 1
    with path.open("rb") as file:
        if file.read(3) == b"\xff\xd8\xff":
            file.seek(0)
            pictures = jpeg.pictures(file)
    try:
        with Image.open(path, formats=FORMATS) as image:
            return _facts(image, path.stat().st_size, pictures)
    # What a broken head raises differs by format.
    except (OSError, ValueError, SyntaxError, EOFError, RuntimeError) as error:
        raise NotReadable(str(error)) from error


def _facts(image: Image.Image, size: int, pictures: int) -> PictureFacts:
    # Pillow calls a JPEG with more pictures MPO, by what its other metadata says.
    is_jpeg = image.format in {"JPEG", "MPO"}
    return PictureFacts(
        format="JPEG" if is_jpeg else str(image.format),
        size=size,
        stored=image.size,
        mode=image.mode,
        profile=image.info.get("icc_profile") or None,
        pictures=pictures,
        frames=1 if is_jpeg else int(getattr(image, "n_frames", 1)),
    )
