"""What the events of a medium say about its row, and about the history of its numbers."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from common.event import Delivered, Event
from contracts.instagram.media import (
    InsightsNotSupported,
    InsightsSampled,
    MediaGone,
    MediaObserved,
    MediumEvent,
    StoryInsightsReceived,
)
from crm_projector.project.instagram.positions import Registers, latest_of
from crm_projector.project.instagram.tables import (
    IG_INSIGHTS,
    IG_MEDIA,
    MEDIUM_GONE,
    MEDIUM_LAST_METRICS,
    MEDIUM_LATEST,
    MEDIUM_METRICS,
    MEDIUM_NO_METRICS,
    MEDIUM_POST,
    MEDIUM_SAMPLE,
    MEDIUM_SEEN,
)
from crm_projector.project.log_position import sequence_of
from crm_projector.project.registers import Values, Written


def rows(delivered: Delivered, event: MediumEvent) -> Iterator[Written]:
    """Give the medium's row, and the sample's where the event is one."""
    sequence, latest = sequence_of(delivered), latest_of(delivered, event)
    values: Registers = {MEDIUM_LATEST: latest, **BESIDE[type(event)](event)}
    key = (event.account_id, event.media_id)
    yield Written(IG_MEDIA, key, sequence, values)
    if isinstance(event, InsightsSampled | StoryInsightsReceived):
        sample: Registers = {MEDIUM_SAMPLE: (event.metrics, *latest)}
        yield Written(IG_INSIGHTS, (*key, event.observed_at), sequence, sample)


def _observed(event: MediaObserved) -> Registers:
    """Say what is listed; what was gone and is listed again is back, as from the archive."""
    seen: Values = (
        event.media_type,
        event.product_type,
        event.caption,
        event.permalink or None,
        event.alt_text or None,
        event.created_at,
        event.like_count,
        event.comments_count,
        event.observed_at,
    )
    post: Registers = {MEDIUM_POST: (event.post_id,)} if event.post_id else {}
    return {MEDIUM_SEEN: seen, MEDIUM_GONE: (None,), **post}


# What each event says beside the latest, by its type. The last numbers of a story come under other
# names than its samples: they stand beside them, and take nothing away.
BESIDE: Mapping[type[Event], Callable[[Any], Registers]] = {
    MediaObserved: _observed,
    MediaGone: lambda event: {MEDIUM_GONE: (event.observed_at,)},
    InsightsSampled: lambda event: {MEDIUM_METRICS: (event.metrics, event.observed_at)},
    InsightsNotSupported: lambda event: {MEDIUM_NO_METRICS: (event.code,)},
    StoryInsightsReceived: lambda event: {MEDIUM_LAST_METRICS: (event.metrics, event.observed_at)},
}
