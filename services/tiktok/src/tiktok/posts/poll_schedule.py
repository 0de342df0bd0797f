"""When TikTok is asked about a post again, and when it is asked no more: pure.

TikTok names no times beyond "usually less than a minute"; some posts are never settled.
https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status
"""

from dataclasses import dataclass
from datetime import timedelta

from contracts.tiktok.events import DeliveryState

SOONEST, USUAL, SELDOM = timedelta(seconds=5), timedelta(seconds=60), timedelta(minutes=15)
DELAYED_AFTER = timedelta(minutes=30)
LOST_AFTER = timedelta(hours=24)
LOOKED_FOR = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that TikTok may still say something of; `age` is how long it has been in its state."""

    status: DeliveryState
    age: timedelta
    lacks_public_id: bool


def next_poll(waiting: Waiting) -> timedelta | None:
    """Give how long to wait before TikTok is asked again; None where asking is over.

    A draft waits for its user, so it is asked about seldom. A published post is asked about until
    moderation has given it a public id, which only a post that everybody may see gets.
    """
    match waiting.status:
        case "PROCESSING":
            return _growing(waiting.age)
        case "UPLOADING":
            return max(_growing(waiting.age), USUAL)
        case "SEND_TO_USER_INBOX" if waiting.age < LOOKED_FOR:
            return SELDOM
        case "PUBLISH_COMPLETE" if waiting.lacks_public_id and waiting.age < LOOKED_FOR:
            return _growing(waiting.age)
        case _:
            return None


def _growing(age: timedelta) -> timedelta:
    """Double the whole wait each time, up to a minute; after half an hour ask seldom."""
    return SELDOM if age >= DELAYED_AFTER else min(max(age, SOONEST), USUAL)
