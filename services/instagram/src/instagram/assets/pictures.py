"""Looks into a picture, and mends what can be mended without asking.

Must run in a process of its own (`examiner`): a picture may take much memory to decode.
"""

from dataclasses import replace
from pathlib import Path

from instagram.assets import colours, picture_facts, picture_mending
from instagram.assets.picture_facts import NotReadable, PictureFacts
from instagram.assets.picture_rules import mends, problems, too_large_to_open
from instagram.assets.verdict import USES, Change, Problem, Verdict

JPEG = "image/jpeg"


def examine(source: Path, target: Path) -> Verdict:
    """Judge the picture; where the verdict names changes, `target` is the picture to send."""
    try:
        facts = picture_facts.look(source)
    except NotReadable:
        return _refused(BROKEN)
    width, height = facts.shown
    if refusal := too_large_to_open(facts):
        return _refused(refusal, width, height)
    try:
        return _examined(facts, source, target)
    except (OSError, ValueError, SyntaxError, EOFError, RuntimeError):
        return _refused(BROKEN, width, height)
    except MemoryError:
        return _refused(TOO_MUCH, width, height)


def _examined(facts: PictureFacts, source: Path, target: Path) -> Verdict:
    """Decode it in any case: only that shows whether the file is whole."""
    image, orientation = picture_mending.upright(source)
    facts = replace(facts, orientation=orientation)
    space = colours.space(facts.profile, facts.mode)
    changes = mends(facts, colours.has_clear_parts(image), space)
    if colours.is_broken(facts.profile):
        changes = (*changes, PROFILE_IGNORED)
    size, (width, height) = facts.size, facts.shown
    if changes:
        try:
            width, height = picture_mending.write(image, facts.profile, target)
        except picture_mending.StillTooLarge:
            return _refused(STILL_TOO_LARGE, width, height)
        size = target.stat().st_size
    return Verdict(
        kind="image",
        content_type=JPEG,
        size=size,
        width=width,
        height=height,
        problems=problems(facts),
        changes=changes,
    )


def _refused(problem: Problem, width: int | None = None, height: int | None = None) -> Verdict:
    return Verdict(kind="image", width=width, height=height, problems=(problem,))


BROKEN = Problem(
    code="BROKEN",
    sentence="The picture cannot be read to its end: the file is damaged, or not all of it came.",
    next_step="Open it on your computer, save it as a JPEG, and upload that.",
    uses=USES["image"],
)
TOO_MUCH = Problem(
    code="TOO_MUCH_MEMORY",
    sentence="The picture needs more memory than Postlog gives to one.",
    next_step="Save it smaller, 1440 pixels wide is enough, and upload it again.",
    uses=USES["image"],
)
STILL_TOO_LARGE = Problem(
    code="STILL_TOO_LARGE",
    sentence="Even at a low quality the picture has more than the 8 MB that Instagram takes.",
    next_step="Crop it, or save it with fewer pixels.",
    uses=USES["image"],
)
PROFILE_IGNORED = Change(
    code="PROFILE_IGNORED",
    sentence="Its colour profile cannot be read; the colours are taken for sRGB.",
)
