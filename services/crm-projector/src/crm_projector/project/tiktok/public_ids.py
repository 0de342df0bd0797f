"""What the events of a post say about the public videos that came of it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from common.event import Delivered, Event
from contracts.tiktok.events import (
    MetricsSampled,
    PostBecamePublic,
    PostDrifted,
    PostEvent,
    PostNoLongerPublic,
)
from crm_projector.project.log_position import position_of, sequence_of
from crm_projector.project.registers import Register, Values, Written
from crm_projector.project.tables import INSIGHTS, SAMPLE
from crm_projector.project.tiktok.tables import (
    PUBLIC_DRIFT,
    PUBLIC_ID,
    PUBLIC_LATEST,
    PUBLIC_LINK,
    PUBLIC_METRICS,
    TIKTOK_PUBLIC_IDS,
)

Registers = dict[Register, Values]


def rows(delivered: Delivered, event: PostEvent) -> Iterator[Written]:
    """Give the public id's row, and the sample's, where the event is about one."""
    beside = BESIDE.get(type(event))
    if beside is None:
        return
    about = cast("About", event)
    sequence, at, position = sequence_of(delivered), delivered.envelope.time, position_of(delivered)
    values: Registers = {PUBLIC_LATEST: (at, *position), **beside(about), **_link(about)}
    yield Written(TIKTOK_PUBLIC_IDS, (about.post_id, about.platform_post_id), sequence, values)
    if isinstance(about, MetricsSampled):
        sample: Values = (about.account_id, about.user_id, *_counts(about), at, *position)
        key = (about.post_id, about.observed_at, about.platform_post_id)
        yield Written(INSIGHTS, key, sequence, {SAMPLE: sample})


def _link(event: "About") -> Registers:
    """Give where it can be watched, where the event tells it."""
    if isinstance(event, PostBecamePublic | MetricsSampled) and event.link:
        return {PUBLIC_LINK: (event.link,)}
    return {}


def _counts(event: MetricsSampled) -> Values:
    return (event.view_count, event.like_count, event.comment_count, event.share_count)


About = PostBecamePublic | PostNoLongerPublic | PostDrifted | MetricsSampled
# What each event says beside the latest; one on whether the id is public ends a drift.
BESIDE: Mapping[type[Event], Callable[[Any], Registers]] = {
    PostBecamePublic: lambda _: {PUBLIC_ID: (True,), PUBLIC_DRIFT: (None, None)},
    PostNoLongerPublic: lambda _: {PUBLIC_ID: (False,), PUBLIC_DRIFT: (None, None)},
    PostDrifted: lambda event: {PUBLIC_DRIFT: (event.kind, event.observed_at)},
    MetricsSampled: lambda event: {PUBLIC_METRICS: (*_counts(event), event.observed_at)},
}
