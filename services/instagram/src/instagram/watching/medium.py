"""What is known of a medium, what of its listing is news, and when its numbers are due: pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from platforms.instagram.media import Media

STORY = "STORY"
DAY, WEEK, MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)
YOUNG, GROWN = timedelta(days=30), timedelta(days=90)
# Instagram keeps a medium's numbers for two years.
OVER = timedelta(days=730)
# Turns come about once a day, at no exact time: a sample that is nearly due is taken now.
SLACK = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Known:
    """A row of `media`."""

    media_id: str
    post_id: UUID | None
    product_type: str
    digest: bytes
    created_at: datetime | None
    gone_at: datetime | None
    sampled_at: datetime | None
    sample_digest: bytes
    refused_metrics: Sequence[str]
    has_no_insights: bool
    comments_count: int | None


def digest_of(media: Media, post_id: UUID | None) -> bytes:
    """Digest what readers are told of a medium; addresses of files are signed anew each time.

    A new number of likes is no news: numbers are sampled, less often as a medium gets older.
    """
    link = urlsplit(media.permalink)
    told = [
        str(post_id or ""),
        media.media_type,
        media.media_product_type,
        media.caption,
        f"{link.netloc}{link.path}",
        media.alt_text,
        media.timestamp.isoformat() if media.timestamp else None,
        media.like_count is None,
        media.comments_count,
    ]
    return hashlib.sha256(json.dumps(told).encode()).digest()


def numbers_digest(metrics: Mapping[str, float | None]) -> bytes:
    """Digest numbers: the same ones are told once."""
    return hashlib.sha256(json.dumps(metrics, sort_keys=True).encode()).digest()


def has_new_comments(known: Known | None, media: Media) -> bool:
    """Tell whether the number of comments has changed since it was last seen."""
    before = known.comments_count if known else 0
    return media.comments_count is not None and media.comments_count != (before or 0)


def is_sample_due(known: Known, now: datetime) -> bool:
    """Tell whether a medium's numbers are asked for in this turn.

    It is every day for 30 days, every week until day 90, then every month, and no more after two
    years. Stories have a turn of their own.
    """
    if known.has_no_insights or known.gone_at or known.product_type == STORY:
        return False
    age = now - (known.created_at or now)
    if age > OVER:
        return False
    every = DAY if age < YOUNG else WEEK if age < GROWN else MONTH
    return known.sampled_at is None or now - known.sampled_at > every - min(SLACK, every / 2)
