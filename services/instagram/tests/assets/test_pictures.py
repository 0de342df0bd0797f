"""What is found in a picture, and what is mended: each trap by a small file that has it."""

import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image, ImageCms

from instagram.assets import jpeg as jpegs
from instagram.assets.picture_rules import LARGEST, crop_to_feed
from instagram.assets.pictures import examine
from instagram.assets.verdict import Verdict

from . import icc
from .files import empty_jpeg, given, jpeg, noise, saved, with_index_of

pillow_heif.register_heif_opener()
Examine = Callable[[bytes], tuple[Verdict, Path]]


@pytest.fixture
def examined(tmp_path: Path) -> Examine:
    """Look into a file; gives the verdict, and where the mended one is."""

    def look(content: bytes) -> tuple[Verdict, Path]:
        target = tmp_path / "target"
        return examine(given(tmp_path / "source", content), target), target

    return look


def codes(verdict: Verdict) -> set[str]:
    """What rules a use out."""
    return {problem.code for problem in verdict.problems if problem.rules_out}


def changed(verdict: Verdict) -> set[str]:
    """What was mended."""
    return {change.code for change in verdict.changes}


def colour_at(image: Image.Image, x: int, y: int) -> Any:
    """A colour of three bands."""
    return image.getpixel((x, y))


def pixel(target: Path) -> Any:
    """The colour in the middle of what would be sent."""
    with Image.open(target) as image:
        assert (image.format, image.mode) == ("JPEG", "RGB")
        assert "icc_profile" not in image.info
        return image.getpixel((image.width // 2, image.height // 2))


def near(colour: Any, expected: tuple[int, int, int]) -> bool:
    """JPEG changes colours a little."""
    return all(abs(one - other) <= 3 for one, other in zip(colour, expected, strict=True))


def test_a_plain_jpeg_of_the_feeds_shape_is_sent_as_it_is(examined: Examine) -> None:
    verdict, target = examined(jpeg((1080, 1350)))

    assert verdict.changes == ()
    assert not target.exists()
    assert verdict.uses == ("IMAGE", "STORIES", "CAROUSEL", "COVER")
    assert (verdict.width, verdict.height, verdict.content_type) == (1080, 1350, "image/jpeg")


@pytest.mark.parametrize("size", [(1080, 1350), (1080, 566), (1910, 1000), (4, 5)])
def test_the_feed_takes_ratios_from_4_5_to_1_91(size: tuple[int, int], examined: Examine) -> None:
    verdict, _ = examined(jpeg(size))

    assert codes(verdict) == set()


@pytest.mark.parametrize(
    ("size", "code"),
    [
        ((1080, 1351), "TOO_TALL"),
        ((756, 1008), "TOO_TALL"),
        ((1080, 565), "TOO_WIDE"),
        ((1920, 1000), "TOO_WIDE"),
    ],
)
def test_another_ratio_is_told_with_the_crop_that_fits(
    size: tuple[int, int], code: str, examined: Examine
) -> None:
    verdict, _ = examined(jpeg(size))

    [problem] = [one for one in verdict.problems if one.rules_out]
    assert problem.code == code
    assert problem.crop is not None
    assert verdict.uses == ("STORIES", "COVER")
    crop = problem.crop
    cropped = Image.new("RGB", size).crop(
        (crop.left, crop.top, crop.left + crop.width, crop.top + crop.height)
    )
    assert codes(examined(saved(cropped, "JPEG"))[0]) == set()


def test_a_phones_portrait_lies_on_its_side_until_it_is_turned(examined: Examine) -> None:
    lying = Image.new("RGB", (400, 300), (0, 0, 200))
    lying.paste((200, 0, 0), (0, 0, 400, 150))
    exif = Image.Exif()
    exif[0x0112] = 6

    verdict, target = examined(saved(lying, "JPEG", exif=exif.tobytes()))

    assert codes(verdict) == {"TOO_TALL"}
    assert changed(verdict) == {"TURNED_UPRIGHT"}
    assert (verdict.width, verdict.height) == (300, 400)
    with Image.open(target) as upright:
        assert upright.size == (300, 400)
        assert upright.getexif() == {}
        assert near(colour_at(upright, 290, 200), (200, 0, 0))
        assert near(colour_at(upright, 10, 200), (0, 0, 200))


def test_a_picture_behind_the_first_one_is_dropped(examined: Examine) -> None:
    verdict, target = examined(with_index_of(2, jpeg((1080, 1080))))

    assert changed(verdict) == {"FIRST_PICTURE_ONLY"}
    assert target.read_bytes().count(b"\xff\xd8\xff") == 1
    assert verdict.size == target.stat().st_size


def test_an_index_that_names_one_picture_changes_nothing(examined: Examine) -> None:
    verdict, target = examined(with_index_of(1, jpeg((1080, 1080))))

    assert verdict.changes == ()
    assert not target.exists()


def test_the_index_is_read_by_its_segment() -> None:
    plain = jpeg((64, 64))

    assert jpegs.pictures(BytesIO(with_index_of(2, plain))) == 2
    assert jpegs.pictures(BytesIO(with_index_of(1, plain))) == 1
    assert jpegs.pictures(BytesIO(plain)) == 1


def test_a_display_p3_picture_keeps_its_colours(examined: Examine) -> None:
    picture = jpeg((400, 400), (100, 200, 100), icc_profile=icc.display_p3(), quality=100)

    verdict, target = examined(picture)

    assert changed(verdict) == {"MADE_SRGB"}
    assert "Display P3" in verdict.changes[0].sentence
    assert near(pixel(target), (45, 203, 86))


def test_a_cmyk_jpeg_is_converted_through_its_profile(examined: Examine) -> None:
    inks = (0, 255, 255, 0)

    verdict, target = examined(jpeg((400, 400), inks, "CMYK", icc_profile=icc.press()))

    assert changed(verdict) == {"MADE_SRGB"}
    red, green, blue = pixel(target)
    assert 190 < red < 210
    assert 60 < green < 85
    assert 60 < blue < 90


def test_a_cmyk_jpeg_without_a_profile_is_not_inverted(examined: Examine) -> None:
    _, target = examined(jpeg((400, 400), (0, 255, 255, 0), "CMYK"))

    assert near(pixel(target), (254, 0, 0))


@pytest.mark.parametrize("profile", [b"no profile", icc.display_p3()[:200], icc.press()])
def test_a_profile_that_is_of_no_use_is_taken_for_srgb(profile: bytes, examined: Examine) -> None:
    verdict, target = examined(jpeg((400, 400), (100, 200, 100), icc_profile=profile))

    assert changed(verdict) & {"PROFILE_IGNORED", "MADE_SRGB"}
    assert near(pixel(target), (100, 200, 100))


def test_an_srgb_profile_changes_nothing(examined: Examine) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    verdict, _ = examined(jpeg((400, 400), icc_profile=profile))

    assert verdict.changes == ()


@pytest.mark.parametrize("mode", ["LA", "RGBA", "PA", "P", "1", "L"])
def test_every_mode_becomes_a_jpeg(mode: str, examined: Examine) -> None:
    image = Image.new("RGBA", (400, 400), (90, 90, 90, 255)).convert(mode if mode != "PA" else "P")
    content = saved(image, "PNG")

    verdict, target = examined(content)

    assert "MADE_JPEG" in changed(verdict)
    assert len(pixel(target)) == 3


@pytest.mark.parametrize("mode", ["LAB", "I", "F", "I;16", "YCbCr", "CMYK"])
def test_what_tiff_can_hold_becomes_a_jpeg(mode: str, examined: Examine) -> None:
    grey = Image.new("L", (400, 400), 128)
    if mode in {"I", "I;16"}:
        image = grey.convert("I").point(lambda value: value * 257).convert(mode)
    elif mode == "F":
        image = grey.convert("F").point(lambda value: value * (1 / 255) + 0)
    elif mode == "LAB":
        image = Image.new("LAB", (400, 400), (137, 128, 128))
    else:
        image = grey.convert("RGB").convert(mode)

    verdict, target = examined(saved(image, "TIFF"))

    assert "MADE_JPEG" in changed(verdict)
    assert all(abs(value - 128) < 8 for value in pixel(target))


def test_what_was_transparent_is_white(examined: Examine) -> None:
    image = Image.new("RGBA", (400, 400), (200, 0, 0, 0))

    verdict, target = examined(saved(image, "PNG"))

    assert {"MADE_JPEG", "MADE_OPAQUE"} <= changed(verdict)
    assert pixel(target) == (255, 255, 255)


def test_a_palette_may_hold_a_transparent_colour(examined: Examine) -> None:
    image = Image.new("P", (400, 400), 0)
    image.putpalette([0, 0, 0, 255, 0, 0])

    _, target = examined(saved(image, "PNG", transparency=0))

    assert pixel(target) == (255, 255, 255)


def test_sixteen_bits_are_scaled_and_not_cut_off(examined: Examine) -> None:
    image = Image.new("I;16", (400, 400), 127 * 257)

    verdict, target = examined(saved(image, "PNG"))

    assert "MADE_8_BIT" in changed(verdict)
    assert near(pixel(target), (127, 127, 127))


def test_two_hundred_megapixels_are_sized_without_decoding(tmp_path: Path) -> None:
    path = given(tmp_path / "source", empty_jpeg(16320, 12240))

    with path.open("rb") as file:
        assert jpegs.size(file) == (16320, 12240)


def test_two_hundred_megapixels_are_decoded_at_a_fraction(examined: Examine) -> None:
    verdict, target = examined(saved(Image.new("L", (16320, 12240), 90), "JPEG"))

    assert codes(verdict) == set()
    assert (verdict.width, verdict.height) == (1440, 1080)
    assert target.stat().st_size < LARGEST


def test_more_pixels_than_our_limit_are_refused_with_a_sentence(examined: Examine) -> None:
    verdict, target = examined(empty_jpeg(30000, 30000))

    [problem] = verdict.problems
    assert problem.code == "TOO_MANY_PIXELS"
    assert "30000 x 30000" in problem.sentence
    assert verdict.uses == ()
    assert not target.exists()


def test_a_small_png_that_unpacks_to_gigabytes_is_refused_unread(examined: Examine) -> None:
    bomb = bytearray(saved(Image.new("1", (64, 64)), "PNG"))
    bomb[16:24] = (60_000).to_bytes(4) * 2
    bomb[29:33] = zlib.crc32(bomb[12:29]).to_bytes(4)

    verdict, _ = examined(bytes(bomb))

    assert codes(verdict) == {"TOO_MANY_PIXELS"}


@pytest.mark.parametrize("keep", [0.5, 0.9])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_was_cut_off_is_refused(keep: float, form: str, examined: Examine) -> None:
    whole = saved(noise((400, 400)), form)

    verdict, _ = examined(whole[: int(len(whole) * keep)])

    assert codes(verdict) == {"BROKEN"}
    assert verdict.uses == ()


def test_what_is_sent_has_at_most_8_mb(examined: Examine) -> None:
    large = saved(noise((3000, 3000)), "JPEG", quality=100, subsampling=0)
    assert len(large) > LARGEST

    verdict, target = examined(large)

    assert {"MADE_SMALLER", "MADE_NARROWER"} == changed(verdict)
    assert target.stat().st_size == verdict.size <= LARGEST
    assert (verdict.width, verdict.height) == (1440, 1440)


def test_a_tail_behind_the_picture_does_not_count(examined: Examine) -> None:
    motion_photo = with_index_of(2, jpeg((1080, 1080))) + bytes(9_000_000)

    verdict, target = examined(motion_photo)

    assert verdict.uses
    assert target.stat().st_size < 100_000


def test_a_phones_portrait_keeps_its_ratio_when_it_is_scaled(examined: Examine) -> None:
    verdict, _ = examined(jpeg((2000, 2500)))

    assert (verdict.width, verdict.height) == (1440, 1800)
    assert codes(verdict) == set()


def test_an_iphone_photo_becomes_a_jpeg_and_is_turned_once(examined: Examine) -> None:
    lying = Image.new("RGB", (400, 320), (0, 0, 200))
    lying.paste((200, 0, 0), (0, 0, 400, 160))
    exif = Image.Exif()
    exif[0x0112] = 6

    verdict, target = examined(saved(lying, "HEIF", exif=exif.tobytes()))

    assert "MADE_JPEG" in changed(verdict)
    with Image.open(target) as upright:
        assert upright.format == "JPEG"
        assert upright.size == (320, 400)
        red, _, blue = colour_at(upright, 310, 200)
        assert red > blue


@pytest.mark.parametrize("form", ["WEBP", "GIF", "PNG"])
def test_of_a_moving_picture_the_first_frame_is_kept_and_that_is_said(
    form: str, examined: Examine
) -> None:
    frames = [Image.new("RGB", (400, 400), colour) for colour in ((200, 0, 0), (0, 200, 0))]

    verdict, target = examined(saved(frames[0], form, save_all=True, append_images=frames[1:]))

    assert "ANIMATED" in {problem.code for problem in verdict.problems}
    assert verdict.uses
    red, green, _ = pixel(target)
    assert red > green


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF"])
def test_other_formats_are_saved_as_jpeg(form: str, examined: Examine) -> None:
    verdict, target = examined(saved(Image.new("RGB", (400, 400), (90, 120, 150)), form))

    assert changed(verdict) == {"MADE_JPEG"}
    assert verdict.content_type == "image/jpeg"
    assert pixel(target)


def test_a_narrow_picture_is_told_and_taken(examined: Examine) -> None:
    verdict, _ = examined(jpeg((200, 200)))

    assert "NARROW" in {problem.code for problem in verdict.problems}
    assert "IMAGE" in verdict.uses


def test_what_is_no_picture_inside_is_refused(examined: Examine) -> None:
    verdict, _ = examined(b"\xff\xd8\xff" + b"nothing of a picture" * 10)

    assert codes(verdict) == {"BROKEN"}


def test_a_crop_is_never_larger_than_the_picture() -> None:
    for width, height in [(1, 1), (1, 900), (900, 1), (5, 4), (191, 100)]:
        crop = crop_to_feed(width, height)
        assert crop.left >= 0
        assert crop.left + crop.width <= width
        assert crop.top >= 0
        assert crop.top + crop.height <= height
