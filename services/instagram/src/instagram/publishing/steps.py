"""What the steps of a post share: what one step has learnt, to be applied to the locked row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from instagram.posts.endings import Outcome
from instagram.posts.post import Post


def nothing(post: Post) -> Outcome:
    """Change nothing."""
    return post, []


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a step found out.

    `wait` is how long the next step has to wait where the post itself does not tell; `waits_for`
    says why, for its user; `is_observed` whether Instagram has answered.
    """

    apply: Callable[[Post], Outcome] = nothing
    wait: timedelta | None = None
    waits_for: str = ""
    is_observed: bool = True
