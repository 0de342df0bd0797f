"""What the events of a TikTok post say about its own row."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from common.event import Delivered, Event
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
    UploadRefused,
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
NO_FAILURE: Values = (None, None, None)


def rows(delivered: Delivered, event: PostEvent) -> Iterator[Written]:
    """Give the post's row, and those of the public id that the event is about."""
    at, sequence = delivered.envelope.time, sequence_of(delivered)
    position = position_of(delivered)
    values: Registers = {
        POST_LATEST: (event.account_id, event.user_id, event.status, at, *position)
    }
    if event.publish_id is not None:
        values[POST_PUBLISH_ID] = (event.publish_id,)
    beside = BESIDE.get(type(event))
    if beside is not None:
        values |= beside(event, at)
    yield Written(TIKTOK_POSTS, (event.post_id,), sequence, values)
    yield from public_ids.rows(delivered, event)


def _requested(event: PostRequested, at: datetime) -> Registers:
    return {POST_REQUEST: _asked(event, at)}


def _retried(event: RetryRequested, _: datetime) -> Registers:
    """Take everything back that ended the attempt before; it may ask for something else."""
    request = event.request
    asked = {} if request is None else {POST_REQUEST: _asked(request, request.requested_at)}
    return {
        POST_ATTEMPT: (event.attempt, None),
        POST_CANCEL: (None, None),
        POST_DELAY: (None,),
        POST_FAILURE: NO_FAILURE,
        **asked,
    }


def _asked(request: Any, at: datetime) -> Values:
    return (
        request.mode,
        request.source,
        request.title,
        request.media,
        request.description,
        request.privacy_level,
        request.video_size,
        request.photo_count,
        request.is_aigc,
        at,
    )


def _rejected(event: InitRejected, _: datetime) -> Registers:
    return {
        POST_ATTEMPT: (event.attempt, None),
        POST_FAILURE: (event.code, event.platform_message or None, event.log_id),
    }


def _terminated(event: UploadTerminated, _: datetime) -> Registers:
    by_the_user = event.fail_reason == "upload_terminated"
    return {
        POST_DELAY: (None,),
        POST_FAILURE: (event.fail_reason, None, None),
        **({POST_CANCEL: ("UPLOAD_TERMINATED", None)} if by_the_user else {}),
    }


# What each event says beside the latest: by its type, as most events of the log are of a post. A
# new attempt, and a success after all, take a failure back; a delay ends with the post's end.
BESIDE: Mapping[type[Event], Callable[[Any, datetime], Registers]] = {
    PostRequested: _requested,
    RetryRequested: _retried,
    InitAttempted: lambda event, _: {
        POST_ATTEMPT: (event.attempt, None),
        POST_FAILURE: NO_FAILURE,
    },
    InitAccepted: lambda event, _: {POST_ATTEMPT: (event.attempt, event.found_by)},
    InitRejected: _rejected,
    InitOutcomeUnknown: lambda event, _: {POST_ATTEMPT: (event.attempt, None)},
    InitOutcomeGivenUp: lambda event, _: {POST_ATTEMPT: (event.attempt, None)},
    PostDelayed: lambda event, _: {POST_DELAY: (event.since,)},
    PostLost: lambda event, _: {POST_DELAY: (event.since,)},
    PostDeliveredToInbox: lambda *_: {POST_DELAY: (None,)},
    PostPublished: lambda *_: {POST_DELAY: (None,), POST_FAILURE: NO_FAILURE},
    PostFailed: lambda event, _: {
        POST_DELAY: (None,),
        POST_FAILURE: (event.fail_reason, None, event.log_id),
    },
    CancelRequested: lambda *_: {POST_CANCEL: ("REQUESTED", None)},
    CancelRefused: lambda event, _: {POST_CANCEL: ("REFUSED", event.code)},
    UploadRefused: lambda event, _: {
        POST_DELAY: (None,),
        POST_FAILURE: (event.code, event.platform_message or None, event.log_id),
    },
    UploadTerminated: _terminated,
}
