"""Init calls whose answer was lost, matched with what TikTok says later: pure decisions.

A lost init is never repeated and its outcome is never guessed. Only where one finding fits one
init, and neither fits anything else, is the init settled; everything else waits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

# Our clock and TikTok's may differ by this much.
SKEW = timedelta(minutes=1)
GIVEN_UP_AFTER = timedelta(hours=72)
# A webhook without a post waits for 7 days, and may be of an init that is 3 days older.
LOOKED_BACK = timedelta(days=11)
CAPTION_SHOWN = 150
"""The video list shows so many characters of a caption."""


@dataclass(frozen=True, slots=True)
class LostInit:
    """An init call that a finding may be of; only one of unknown outcome is ever settled.

    The others are listed because a finding that fits them too settles nothing.
    """

    post_id: UUID
    account_id: UUID
    attempt: int
    attempted_at: datetime
    is_upload: bool
    is_unknown: bool
    caption: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A finding: the publish id of a webhook, or the id of a public video, as `name`.

    `caption` is None where TikTok tells none. A webhook says by `is_failure` that the post failed,
    which is all that can become of an upload whose bytes were never sent.
    """

    name: str
    at: datetime
    caption: str | None = None
    is_failure: bool = False


def may_be_of(init: LostInit, seen: Sighting) -> bool:
    """Tell whether the finding may be of this init, by time and by caption."""
    if not init.attempted_at - SKEW <= seen.at <= init.attempted_at + GIVEN_UP_AFTER:
        return False
    if seen.caption is None:
        return seen.is_failure or not init.is_upload
    return bool(init.caption) and _shown(init.caption) == _shown(seen.caption)


def settled(
    inits: Sequence[LostInit], sightings: Sequence[Sighting]
) -> list[tuple[LostInit, Sighting]]:
    """Give the pairs that fit each other and nothing else."""
    pairs = [(init, seen) for init in inits for seen in sightings if may_be_of(init, seen)]
    return [
        (init, seen)
        for init, seen in pairs
        if init.is_unknown
        and not init.is_upload
        and sum(init == other for other, _ in pairs) == 1
        and sum(seen == other for _, other in pairs) == 1
    ]


def _shown(caption: str) -> str:
    return " ".join(caption.split())[:CAPTION_SHOWN].strip()
