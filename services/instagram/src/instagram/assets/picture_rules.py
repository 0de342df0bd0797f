"""What Instagram takes of a picture, and what is mended.

https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media
"""

from instagram.assets.picture_facts import PictureFacts
from instagram.assets.verdict import USES, Change, Crop, Problem

LARGEST = 8_000_000  # Meta says 8 MB, and not whether it counts in thousands
WIDEST, NARROWEST = 1440, 320
LARGEST_FILE = 64 << 20
# A JPEG is decoded at an eighth of its size; any other format as a whole.
MOST_PIXELS, MOST_PIXELS_JPEG = 64_000_000, 256_000_000
DEEP_MODES = frozenset({"I", "F", "I;16", "I;16B", "I;16L", "I;16N"})
STORY_RATIO = 9 / 16
IN_THE_FEED = ("IMAGE", "CAROUSEL")


def too_large_to_open(facts: PictureFacts) -> Problem | None:
    """Name what keeps a picture from being decoded here at all."""
    most = MOST_PIXELS_JPEG if facts.format == "JPEG" else MOST_PIXELS
    width, height = facts.shown
    if facts.size > LARGEST_FILE:
        return Problem(
            code="PICTURE_TOO_LARGE",
            sentence=f"The picture has {facts.size / 1e6:.0f} MB; Postlog takes up to 67 MB.",
            next_step="Save it smaller, as a JPEG, and upload it again.",
            uses=USES["image"],
        )
    if width * height > most:
        return Problem(
            code="TOO_MANY_PIXELS",
            sentence=f"The picture has {width} x {height} pixels;"
            f" Postlog takes up to {most // 1_000_000} million of this format.",
            next_step="Save it smaller, 1440 pixels wide is enough, and upload it again.",
            uses=USES["image"],
        )
    return None


def problems(facts: PictureFacts) -> tuple[Problem, ...]:
    """Judge an upright picture by its shape, and say what is worth knowing."""
    found = (_ratio(facts), _narrow(facts), _story(facts), _animated(facts))
    return tuple(problem for problem in found if problem is not None)


def mends(facts: PictureFacts, is_clear: bool, colours: str | None) -> tuple[Change, ...]:
    """Say why the file cannot be sent as it is; nothing where it can.

    `colours` names a colour space other than sRGB.
    """
    width, _ = facts.shown
    found = {
        "MADE_JPEG": facts.format != "JPEG"
        and f"Saved as JPEG: Instagram takes no {facts.format}.",
        "FIRST_PICTURE_ONLY": facts.pictures > 1
        and f"Only the first of the {facts.pictures} pictures in the file is kept.",
        "TURNED_UPRIGHT": facts.orientation != 1
        and "Turned upright, as the camera says that it was held.",
        "MADE_OPAQUE": is_clear and "What was transparent is white.",
        "MADE_8_BIT": facts.mode in DEEP_MODES and "Brought to 8 bits for each colour.",
        "MADE_SRGB": colours and f"Colours converted from {colours} to sRGB.",
        "MADE_NARROWER": width > WIDEST
        and f"Scaled from {width} pixels to {WIDEST}, the widest that Instagram shows.",
        "MADE_SMALLER": facts.size > LARGEST
        and f"Saved anew: {facts.size / 1e6:.1f} MB is more than the 8 MB that Instagram takes.",
    }
    return tuple(Change(code=code, sentence=told) for code, told in found.items() if told)


def crop_to_feed(width: int, height: int) -> Crop:
    """Give the largest part in the middle whose ratio the feed takes: 4:5 to 1.91:1."""
    wide, high = min(width, height * 191 // 100), min(height, width * 5 // 4)
    return Crop(left=(width - wide) // 2, top=(height - high) // 2, width=wide, height=high)


def _ratio(facts: PictureFacts) -> Problem | None:
    width, height = facts.shown
    is_tall, is_wide = width * 5 < height * 4, width * 100 > height * 191
    if not is_tall and not is_wide:
        return None
    crop = crop_to_feed(width, height)
    limit = "4:5 is the tallest" if is_tall else "1.91:1 is the widest"
    return Problem(
        code="TOO_TALL" if is_tall else "TOO_WIDE",
        sentence=f"{width} x {height} pixels is too {'tall' if is_tall else 'wide'} for the feed,"
        f" where {limit}.",
        next_step=f"Crop it to {crop.width} x {crop.height} or less, or post it as a story.",
        uses=IN_THE_FEED,
        crop=crop,
    )


def _narrow(facts: PictureFacts) -> Problem | None:
    width, _ = facts.shown
    if width >= NARROWEST:
        return None
    return Problem(
        code="NARROW",
        sentence=f"The picture is {width} pixels wide; Instagram enlarges it to {NARROWEST}.",
        next_step="Use a larger one if you can: this one will look blurred.",
        uses=USES["image"],
        rules_out=False,
    )


def _story(facts: PictureFacts) -> Problem | None:
    width, height = facts.shown
    if abs(width / height - STORY_RATIO) < 0.01:
        return None
    return Problem(
        code="NOT_9_16",
        sentence="Stories and covers are 9:16; this picture is of another shape.",
        next_step="1080 x 1920 pixels fit best.",
        uses=("STORIES", "COVER"),
        rules_out=False,
    )


def _animated(facts: PictureFacts) -> Problem | None:
    if facts.frames == 1:
        return None
    return Problem(
        code="ANIMATED",
        sentence=f"The picture moves; only the first of its {facts.frames} frames is posted.",
        next_step="To post the movement, save it as a video.",
        uses=USES["image"],
        rules_out=False,
    )
