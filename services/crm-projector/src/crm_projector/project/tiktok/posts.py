"""What the events of a TikTok post say about its own row."""

from collections.abc import Iterator

from common.event import Delivered
from contracts.tiktok.events import (
    CancelRefused,
    CancelRequested,
    InitAccepted,
    InitAttempted,
    InitOutcomeGivenUp,
    InitOutcomeUnknown,
    InitRejected,
    PostDelayed,
    PostDeliveredToInbox,
    PostEvent,
    PostFailed,
    PostLost,
    PostPublished,
    PostRequested,
    RetryRequested,
    UploadTerminated,
)
from crm_projector.project.log_position import position_of, sequence_of
from crm_projector.project.registers import Register, Values, Written
from crm_projector.project.tiktok import public_ids
from crm_projector.project.tiktok.tables import (
    POST_ATTEMPT,
    POST_CANCEL,
    POST_DELAY,
    POST_FAILURE,
    POST_LATEST,
    POST_PUBLISH_ID,
    POST_REQUEST,
    TIKTOK_POSTS,
)

Registers = dict[Register, Values]


def rows(delivered: Delivered, event: PostEvent) -> Iterator[Written]:
    """Give the post's row, and those of the public id that the event is about."""
    position, sequence = position_of(delivered), sequence_of(delivered)
    at = delivered.envelope.time
    latest: Values = (event.account_id, event.user_id, event.status, at, *position)
    values: Registers = {POST_LATEST: latest, **_values(delivered, event)}
    yield Written(TIKTOK_POSTS, (event.post_id,), sequence, values)
    yield from public_ids.rows(delivered, event)


def _values(delivered: Delivered, event: PostEvent) -> Registers:
    values = _failure(event) | _attempt(event) | _delay(event) | _cancel(event)
    if event.publish_id is not None:
        values[POST_PUBLISH_ID] = (event.publish_id,)
    if isinstance(event, PostRequested):
        values[POST_REQUEST] = (
            event.mode,
            event.source,
            event.title,
            event.media,
            event.description,
            event.privacy_level,
            event.video_size,
            event.photo_count,
            event.is_aigc,
            delivered.envelope.time,
        )
    return values


def _failure(event: PostEvent) -> Registers:
    """Give why it failed; a new attempt, and a success after all, take that back."""
    match event:
        case PostFailed():
            return {POST_FAILURE: (event.fail_reason,)}
        case InitRejected():
            return {POST_FAILURE: (event.code,)}
        case UploadTerminated():
            return {POST_FAILURE: ("upload_terminated",)}
        case InitAttempted() | RetryRequested() | PostPublished():
            return {POST_FAILURE: (None,)}
    return {}


def _attempt(event: PostEvent) -> Registers:
    """Give which attempt it is, and how its outcome was learned where there is one."""
    match event:
        case InitAccepted():
            return {POST_ATTEMPT: (event.attempt, event.found_by)}
        case (
            InitAttempted()
            | InitRejected()
            | InitOutcomeUnknown()
            | InitOutcomeGivenUp()
            | RetryRequested()
        ):
            return {POST_ATTEMPT: (event.attempt, None)}
    return {}


def _delay(event: PostEvent) -> Registers:
    """Give since when the end of the post is overdue; the end itself, and a retry, take it back."""
    match event:
        case PostDelayed() | PostLost():
            return {POST_DELAY: (event.since,)}
        case PostPublished() | PostDeliveredToInbox() | PostFailed() | RetryRequested():
            return {POST_DELAY: (None,)}
    return {}


def _cancel(event: PostEvent) -> Registers:
    """Give what became of the user's request to cancel; a retry begins without one."""
    match event:
        case CancelRequested():
            return {POST_CANCEL: ("REQUESTED", None)}
        case CancelRefused():
            return {POST_CANCEL: ("REFUSED", event.code)}
        case UploadTerminated():
            return {POST_CANCEL: ("UPLOAD_TERMINATED", None)}
        case RetryRequested():
            return {POST_CANCEL: (None, None)}
    return {}
