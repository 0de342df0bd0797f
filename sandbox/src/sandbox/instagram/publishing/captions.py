"""The rules of captions and of what is named in them."""

import re

from sandbox.instagram.graph.answers import GraphRefused, Wording
from sandbox.instagram.switches import Switches

LONGEST = 2200
HASHTAG = re.compile(r"#\w+")
MENTION = re.compile(r"(?<!\w)@[\w.]+")


def check_caption(caption: str, switches: Switches) -> None:
    """Raise 36004 where it is too long, or names too many hashtags or people."""
    is_over = (
        length_of(caption, switches) > LONGEST
        or len(HASHTAG.findall(caption)) > switches.hashtags_max
        or len(MENTION.findall(caption)) > switches.mentions_max
    )
    if is_over:
        text = f"Use up to {LONGEST} characters, {switches.hashtags_max} hashtags and "
        text += f"{switches.mentions_max} mentions."
        wording = Wording(title="Caption too long", text=text)
        raise GraphRefused(36004, "The caption was too long.", 2207010, wording)


def length_of(text: str, switches: Switches) -> int:
    """The length in the unit that the switch says."""
    return (
        len(text) if switches.caption_unit == "code_points" else len(text.encode("utf-16-le")) // 2
    )
