"""What the events of a TikTok post say about its rows."""

from collections.abc import Iterator

from common.event import Delivered
from contracts.tiktok import (
    InitAttempted,
    InitRejected,
    PostBecamePublic,
    PostEvent,
    PostFailed,
    PostNoLongerPublic,
    PostPublished,
    PostRequested,
)
from crm_projector.places import place_of, sequence_of
from crm_projector.registers import Register, Row, Values, Written
from crm_projector.tables import (
    POST_FAILURE,
    POST_LATEST,
    POST_PUBLISH_ID,
    POST_REQUEST,
    PUBLIC_ID,
    TIKTOK_POSTS,
    TIKTOK_PUBLIC_IDS,
)


def rows(delivered: Delivered, event: PostEvent) -> Iterator[Row]:
    """Give the post's row, and the public id's where the event tells of one."""
    place, sequence = place_of(delivered), sequence_of(delivered)
    at = delivered.envelope.time
    latest: Values = (event.account_id, event.user_id, event.status, at, *place)
    said: dict[Register, Values] = {POST_LATEST: latest, **_said(delivered, event)}
    registers = {register: Written(sequence, values) for register, values in said.items()}
    yield Row(TIKTOK_POSTS, (event.post_id,), registers)
    if isinstance(event, PostBecamePublic | PostNoLongerPublic):
        key = (event.post_id, event.platform_post_id)
        public: Values = (isinstance(event, PostBecamePublic), at, *place)
        yield Row(TIKTOK_PUBLIC_IDS, key, {PUBLIC_ID: Written(sequence, public)})


def _said(delivered: Delivered, event: PostEvent) -> dict[Register, Values]:
    said = _failure(event)
    if event.publish_id is not None:
        said[POST_PUBLISH_ID] = (event.publish_id,)
    if isinstance(event, PostRequested):
        said[POST_REQUEST] = (
            event.mode,
            event.source,
            event.title,
            event.privacy_level,
            event.video_size,
            event.is_aigc,
            delivered.envelope.time,
        )
    return said


def _failure(event: PostEvent) -> dict[Register, Values]:
    """Give why it failed; a new attempt, and a success after all, take that back."""
    match event:
        case PostFailed():
            return {POST_FAILURE: (event.fail_reason,)}
        case InitRejected():
            return {POST_FAILURE: (event.code,)}
        case InitAttempted() | PostPublished():
            return {POST_FAILURE: (None,)}
    return {}
