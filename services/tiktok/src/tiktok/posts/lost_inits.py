"""Whose is it? Signs of posts whose init answer was lost, matched only where nothing else fits.

A lost init is never repeated and never guessed at: one sign and one init that fit each other and
nothing besides settle it, everything else waits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

SKEW = timedelta(minutes=1)
GIVEN_UP_AFTER = timedelta(hours=72)
CAPTION_SHOWN = 150  # so much of it the video list shows


@dataclass(frozen=True, slots=True)
class Intent:
    """An init call that something may have come of; only one of unknown outcome is settled."""

    post_id: UUID
    account_id: UUID
    attempt: int
    attempted_at: datetime
    is_upload: bool
    is_unknown: bool
    caption: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A publish id that a webhook names, or a public video; `caption` is None where none is told.

    Without its bytes an uploaded video can only fail.
    """

    name: str
    at: datetime
    caption: str | None = None
    is_failure: bool = False


def may_be_of(intent: Intent, seen: Sighting) -> bool:
    """Whether the sign may have come of this init; no word of TikTok's names the init itself."""
    if not intent.attempted_at - SKEW <= seen.at <= intent.attempted_at + GIVEN_UP_AFTER:
        return False
    if seen.caption is None:
        return seen.is_failure or not intent.is_upload
    return bool(intent.caption) and _shown(intent.caption) == _shown(seen.caption)


def settled(
    intents: Sequence[Intent], sightings: Sequence[Sighting]
) -> list[tuple[Intent, Sighting]]:
    """Give the pairs that fit each other and nothing else."""
    pairs = [(intent, seen) for intent in intents for seen in sightings if may_be_of(intent, seen)]
    return [
        (intent, seen)
        for intent, seen in pairs
        if intent.is_unknown
        and not intent.is_upload
        and sum(intent == other for other, _ in pairs) == 1
        and sum(seen == other for _, other in pairs) == 1
    ]


def _shown(caption: str) -> str:
    return " ".join(caption.split())[:CAPTION_SHOWN].strip()
