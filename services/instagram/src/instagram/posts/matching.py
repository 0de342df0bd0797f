"""Which medium of the account's list is a post whose id was never told: pure.

The newest is no answer: its owner may have posted in the app meanwhile. Only a caption that is said
once, within the time of the call, counts; a post without words is never found in this way.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from platforms.instagram.media import Media

BEFORE, AFTER = timedelta(minutes=2), timedelta(minutes=30)
PRODUCTS = {"IMAGE": "FEED", "CAROUSEL": "FEED", "REELS": "REELS"}


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of the post; `rivals` counts other posts of ours that may be the same."""

    kind: str
    caption: str
    called_at: datetime
    rivals: int = 0


def found_in(sought: Sought, listed: Sequence[Media], known: Collection[str]) -> Media | None:
    """Give the one medium that fits; None where there is none, or more than one."""
    caption = _plain(sought.caption)
    if not caption or sought.rivals or sought.kind not in PRODUCTS:
        return None
    fitting = [
        one
        for one in listed
        if _plain(one.caption) == caption
        and _is_in_time(one, sought)
        and one.id not in known
        and one.media_product_type in {"", PRODUCTS[sought.kind]}
    ]
    return fitting[0] if len(fitting) == 1 else None


def _is_in_time(medium: Media, sought: Sought) -> bool:
    at = medium.timestamp
    return at is not None and sought.called_at - BEFORE <= at <= sought.called_at + AFTER


def _plain(caption: str) -> str:
    return "\n".join(caption.split("\r\n")).strip()
