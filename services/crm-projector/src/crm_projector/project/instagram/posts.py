"""What the events of a post that was asked for here say about its row."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from common.event import Delivered, Event
from contracts.instagram.posts import (
    ContainerCreated,
    ContainerStatusObserved,
    MediaFailed,
    MediaIdentified,
    MediaPublished,
    MediaRequested,
    PostEvent,
    PublishAttempted,
    PublishOutcomeGivenUp,
    PublishOutcomeUnknown,
    RequestedPost,
    RetryRequested,
)
from crm_projector.project.instagram.positions import Registers, latest_of
from crm_projector.project.instagram.tables import (
    IG_POSTS,
    POST_ATTEMPT,
    POST_CREATED,
    POST_FAILURE,
    POST_LATEST,
    POST_LINK,
    POST_MEDIUM,
    POST_PUBLISHED,
    POST_REQUEST,
)
from crm_projector.project.log_position import sequence_of
from crm_projector.project.registers import Values, Written

NO_FAILURE: Values = (None, None, None, None, None)
NOT_PUBLISHED: Values = (None, None)


def rows(delivered: Delivered, event: PostEvent) -> Iterator[Written]:
    """Give the post's row."""
    latest: Values = (event.account_id, event.status, *latest_of(delivered, event))
    values: Registers = {POST_LATEST: latest}
    if isinstance(event, MediaRequested):
        values |= {POST_CREATED: (delivered.envelope.time,), POST_ATTEMPT: (1,)}
    values |= BESIDE[type(event)](event)
    yield Written(IG_POSTS, (event.post_id,), sequence_of(delivered), values)


def _asked(request: RequestedPost) -> Registers:
    values: Values = (
        request.kind,
        request.caption,
        request.items,
        request.location_id or None,
        request.collaborators_count,
        request.share_to_feed,
        request.is_ai_generated,
    )
    return {POST_REQUEST: values}


def _retried(event: RetryRequested) -> Registers:
    """Take back what ended the attempt before; the new one may ask for something else."""
    asked = {} if event.request is None else _asked(event.request)
    return {**_attempt(event), POST_FAILURE: NO_FAILURE, POST_PUBLISHED: NOT_PUBLISHED, **asked}


def _attempt(event: Any) -> Registers:
    return {POST_ATTEMPT: (event.attempt,)}


def _failed(event: MediaFailed) -> Registers:
    failure: Values = (
        event.code,
        event.message,
        event.platform_message or None,
        event.item,
        event.fbtrace_id,
    )
    return {**_attempt(event), POST_FAILURE: failure}


def _unknown(event: PublishOutcomeUnknown) -> Registers:
    """Keep Instagram's error, where it answered with one: the post may be live all the same."""
    return {
        **_attempt(event),
        POST_FAILURE: (event.code or None, None, None, None, event.fbtrace_id),
    }


def _published(event: MediaPublished) -> Registers:
    return {
        **_attempt(event),
        POST_FAILURE: NO_FAILURE,
        POST_PUBLISHED: (event.observed_at, event.found_by),
        **({POST_MEDIUM: (event.media_id,)} if event.media_id else {}),
    }


def _identified(event: MediaIdentified) -> Registers:
    link: Registers = {POST_LINK: (event.permalink,)} if event.permalink else {}
    return {POST_MEDIUM: (event.media_id,), **link}


# What each event says beside the latest, by its type.
BESIDE: Mapping[type[Event], Callable[[Any], Registers]] = {
    MediaRequested: lambda event: _asked(event.request),
    RetryRequested: _retried,
    ContainerCreated: _attempt,
    ContainerStatusObserved: _attempt,
    PublishAttempted: lambda event: {**_attempt(event), POST_FAILURE: NO_FAILURE},
    PublishOutcomeUnknown: _unknown,
    MediaPublished: _published,
    MediaIdentified: _identified,
    MediaFailed: _failed,
    PublishOutcomeGivenUp: _attempt,
}
