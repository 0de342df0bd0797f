"""Looks into a video, and puts its index in front where that is all that is missing.

Must run in a process of its own (`examiner`): what reads the file is much code, in C.
"""

from pathlib import Path

from instagram.assets import video_facts
from instagram.assets.remuxing import remux
from instagram.assets.verdict import USES, Change, Problem, Verdict, usable_for
from instagram.assets.video_facts import NotReadable, VideoFacts
from instagram.assets.video_rules import mends, problems

MP4, MOV, MATROSKA = "video/mp4", "video/quicktime", "video/x-matroska"


def examine(source: Path, target: Path) -> Verdict:
    """Judge the video; where the verdict names changes, `target` is the video to send."""
    try:
        facts = video_facts.look(source)
    except NotReadable:
        return Verdict(kind="video", problems=(BROKEN,))
    changes = mends(facts)
    if not changes or not usable_for("video", problems(facts)):
        return _verdict(facts, ())
    try:
        remux(source, "mov" if facts.container == "mp4" else "matroska", target)
        return _verdict(video_facts.look(target), changes)
    except NotReadable:
        target.unlink(missing_ok=True)
        return Verdict(kind="video", problems=(NOT_COPIED,))


def _verdict(facts: VideoFacts, changes: tuple[Change, ...]) -> Verdict:
    picture = facts.picture
    return Verdict(
        kind="video",
        content_type=_content_type(facts),
        size=facts.size,
        width=picture.width if picture else None,
        height=picture.height if picture else None,
        duration_ms=round(picture.duration * 1000) if picture else None,
        problems=problems(facts),
        changes=changes,
    )


def _content_type(facts: VideoFacts) -> str:
    if facts.container != "mp4":
        return MATROSKA
    return MOV if facts.brand == "qt" else MP4


BROKEN = Problem(
    code="BROKEN",
    sentence="The video cannot be read: the file is damaged, not all of it came, or it is of a"
    " kind that Instagram does not take.",
    next_step="Export it from your editor as MP4 with H.264 and AAC, and upload that.",
    uses=USES["video"],
)
NOT_COPIED = Problem(
    code="NOT_COPIED",
    sentence="The video must be copied into a new MP4 for Instagram, and that failed.",
    next_step="Export it from your editor as MP4 with H.264 and AAC, and upload that.",
    uses=USES["video"],
)
