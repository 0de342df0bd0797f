"""What was found in a file, what was changed in it, and what it can be used for."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["image", "video"]
Use = Literal["IMAGE", "REELS", "STORIES", "CAROUSEL", "COVER"]
"""A kind of post, as publishing names it, or the cover of a reel."""

USES: dict[Kind, tuple[Use, ...]] = {
    "image": ("IMAGE", "STORIES", "CAROUSEL", "COVER"),
    "video": ("REELS", "STORIES", "CAROUSEL"),
}


class Crop(BaseModel):
    """The largest part in the middle that would fit, in pixels of the upright picture."""

    model_config = ConfigDict(frozen=True)

    left: int
    top: int
    width: int
    height: int


class Problem(BaseModel):
    """What is wrong for these uses; `rules_out` is false where it is only worth knowing."""

    model_config = ConfigDict(frozen=True)

    code: str
    sentence: str
    next_step: str
    uses: tuple[Use, ...]
    rules_out: bool = True
    crop: Crop | None = None


class Change(BaseModel):
    """What is different in the file that is published from the one that came."""

    model_config = ConfigDict(frozen=True)

    code: str
    sentence: str


class Verdict(BaseModel):
    """All that is known of a file; the figures are those of the file that would be published."""

    model_config = ConfigDict(frozen=True)

    kind: Kind | None
    content_type: str | None = None
    size: int = 0
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def uses(self) -> tuple[Use, ...]:
        """What the file can be used for."""
        return usable_for(self.kind, self.problems)


def usable_for(kind: Kind | None, problems: tuple[Problem, ...]) -> tuple[Use, ...]:
    """Give the uses of a kind of file that no problem rules out."""
    ruling = (problem for problem in problems if problem.rules_out)
    ruled_out = {use for problem in ruling for use in problem.uses}
    return tuple(use for use in USES[kind] if use not in ruled_out) if kind else ()
