"""What the events of a post say about the public videos that came of it."""

from collections.abc import Iterator

from common.event import Delivered
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
    PUBLIC_METRICS,
    TIKTOK_PUBLIC_IDS,
)

About = PostBecamePublic | PostNoLongerPublic | PostDrifted | MetricsSampled


def rows(delivered: Delivered, event: PostEvent) -> Iterator[Written]:
    """Give the public id's row, and the sample's, where the event is about one."""
    if not isinstance(event, About):
        return
    sequence, at, position = sequence_of(delivered), delivered.envelope.time, position_of(delivered)
    values: dict[Register, Values] = {PUBLIC_LATEST: (at, *position), **_values(event)}
    yield Written(TIKTOK_PUBLIC_IDS, (event.post_id, event.platform_post_id), sequence, values)
    if isinstance(event, MetricsSampled):
        sample: Values = (event.account_id, event.user_id, *_counts(event), at, *position)
        key = (event.post_id, event.observed_at, event.platform_post_id)
        yield Written(INSIGHTS, key, sequence, {SAMPLE: sample})


def _values(event: About) -> dict[Register, Values]:
    """Give the registers beside the latest; an event on whether it is public ends a drift."""
    match event:
        case PostBecamePublic() | PostNoLongerPublic():
            is_public = isinstance(event, PostBecamePublic)
            return {PUBLIC_ID: (is_public,), PUBLIC_DRIFT: (None, None)}
        case PostDrifted():
            return {PUBLIC_DRIFT: (event.kind, event.observed_at)}
        case MetricsSampled():
            return {PUBLIC_METRICS: (*_counts(event), event.observed_at)}


def _counts(event: MetricsSampled) -> Values:
    return (event.view_count, event.like_count, event.comment_count, event.share_count)
