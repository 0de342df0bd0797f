"""Brings a picture to 8-bit sRGB without transparency: all that a JPEG for Instagram may be."""

from io import BytesIO

from PIL import Image, ImageCms

SRGB = ImageCms.createProfile("sRGB")
WHITE = (255, 255, 255, 255)
OTHER_SPACES = frozenset({"CMYK", "LAB", "HSV", "YCbCr"})
DEEPEST = 65_535


def space(profile: bytes | None, mode: str) -> str | None:
    """Name the colour space where it is not sRGB, or None."""
    if mode in OTHER_SPACES:
        return mode
    if profile is None:
        return None
    opened = _opened(profile)
    if opened is None:
        return None
    name = ImageCms.getProfileDescription(opened).strip() or "another profile"
    return None if "srgb" in name.lower() else name


def is_broken(profile: bytes | None) -> bool:
    """Tell whether the file has a colour profile that cannot be read."""
    return profile is not None and _opened(profile) is None


def has_clear_parts(image: Image.Image) -> bool:
    """Tell whether anything may be transparent."""
    return image.mode in {"LA", "La", "PA", "RGBA", "RGBa"} or "transparency" in image.info


def plain(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Give the picture as RGB: 8 bits, on white, through its profile where it has one of use."""
    image = _opaque(_eight_bit(image))
    if image.mode == "LAB":
        return _converted(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")))
    if image.mode == "P":
        image = image.convert("RGB")
    opened = _opened(profile) if profile else None
    if opened is not None and space(profile, image.mode):
        try:
            return _converted(image, opened)
        except (OSError, ImageCms.PyCMSError):  # the profile is of another kind of picture
            pass
    return image.convert("RGB")


def _opened(profile: bytes) -> ImageCms.ImageCmsProfile | None:
    """Open a profile; a broken one raises only when it is used, so its space is asked for too."""
    try:
        opened = ImageCms.ImageCmsProfile(BytesIO(profile))
        ImageCms.getProfileDescription(opened)
    except (OSError, ImageCms.PyCMSError):
        return None
    return opened


def _converted(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    made = ImageCms.profileToProfile(image, profile, SRGB, outputMode="RGB")
    return made if made is not None else image


def _eight_bit(image: Image.Image) -> Image.Image:
    """Scale what has more bits: `convert` would cut it off, and leave white."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value / 257).convert("L")
    match image.mode, image.getextrema():
        case ("I" | "F") as mode, (float() | int(), float() | int() as most):
            scale = 255 / (1.0 if mode == "F" and most <= 1 else max(DEEPEST, most))
            return image.point(lambda value: value * scale).convert("L")
    return image


def _opaque(image: Image.Image) -> Image.Image:
    if not has_clear_parts(image):
        return image
    clear = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, WHITE), clear).convert("RGB")
