"""The state machine of a post: pure decisions over what TikTok says, by whichever channel.

The delivery state has a rank and only rises. The visibility of a public id is a last-writer-wins
register, ordered by the time of each statement. An observation that changes nothing is no event.
One about an earlier attempt moves the delivery state no more, but its public ids are kept, and it
may warn that the post was published twice. TikTok's statuses:
https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from contracts.tiktok.events import (
    DeliveryState,
    PostBecamePublic,
    PostDeliveredToInbox,
    PostEvent,
    PostFailed,
    PostNoLongerPublic,
    PostPublished,
    StatusConflict,
    StatusObserved,
    Witness,
)
from platforms.tiktok.links import link_of

RANK: Mapping[DeliveryState, int] = {
    "INIT_ATTEMPTED": 0,
    "INIT_REJECTED": 1,
    "INIT_OUTCOME_UNKNOWN": 1,
    "UNKNOWN": 1,
    "UPLOADING": 2,
    "PROCESSING": 3,
    "LOST": 4,
    "SEND_TO_USER_INBOX": 5,
    "FAILED": 6,
    "PUBLISH_COMPLETE": 7,
}
FINAL: frozenset[DeliveryState] = frozenset({"FAILED", "PUBLISH_COMPLETE"})
# Of these TikTok is not asked any more. A published post may still get a public id.
OVER: frozenset[DeliveryState] = frozenset({"FAILED", "LOST", "INIT_REJECTED", "UNKNOWN"})
# What TikTok's status means for delivery; a status that is not listed moves nothing.
MEANING: Mapping[str, DeliveryState] = {
    "PROCESSING_UPLOAD": "UPLOADING",
    "PROCESSING_DOWNLOAD": "PROCESSING",
    "SEND_TO_USER_INBOX": "SEND_TO_USER_INBOX",
    "PUBLISH_COMPLETE": "PUBLISH_COMPLETE",
    "FAILED": "FAILED",
}
# Of two statements about the same second the higher rank wins.
POLLED, WITHDRAWN, MADE_PUBLIC, LISTED = 3, 2, 1, 0


@dataclass(frozen=True, slots=True, order=True)
class Visibility:
    """Whether one public id is visible; of two statements the later, then the higher rank, wins."""

    at: datetime
    rank: int
    is_public: bool


class PostIdentity(TypedDict):
    """The fields that every event of a post carries."""

    account_id: UUID
    user_id: UUID
    post_id: UUID
    publish_id: str | None
    status: DeliveryState


@dataclass(frozen=True, slots=True)
class Post:
    """The state that decides; `visibility` is by platform post id.

    `platform_message` and `log_id` belong to `fail_reason`: TikTok's own sentence, and its id of
    the call. `username` is the creator's, empty where TikTok was not asked for it. `earlier` has
    those ids that came of an attempt before the live one, and which.
    """

    post_id: UUID
    account_id: UUID
    user_id: UUID
    status: DeliveryState
    publish_id: str | None = None
    fail_reason: str | None = None
    platform_status: str | None = None
    platform_message: str | None = None
    log_id: str | None = None
    has_conflict: bool = False
    media: str = "VIDEO"
    username: str = ""
    visibility: Mapping[str, Visibility] = field(default_factory=dict)
    earlier: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_twice(self) -> bool:
        """Whether two attempts are public, the live one or any before it."""
        public = (name for name, seen in self.visibility.items() if seen.is_public)
        return len({self.earlier.get(name) for name in public}) > 1

    def identity(self) -> PostIdentity:
        """Give the fields that every event of this post carries; the state is that after it."""
        return PostIdentity(
            account_id=self.account_id,
            user_id=self.user_id,
            post_id=self.post_id,
            publish_id=self.publish_id,
            status=self.status,
        )


@dataclass(frozen=True, slots=True)
class Observation:
    """What TikTok says of a post, when, and by which channel (`by`).

    It is about the live attempt, or about `earlier_attempt`.
    """

    by: Witness
    at: datetime
    publish_id: str | None = None
    status: str | None = None
    fail_reason: str | None = None
    log_id: str | None = None
    uploaded_bytes: int | None = None
    visibility: Mapping[str, Visibility] = field(default_factory=dict)
    earlier_attempt: int | None = None


def observe(post: Post, observation: Observation) -> tuple[Post, list[PostEvent]]:
    """Give the post after the observation, and the events of what was news in it."""
    events: list[PostEvent] = []
    if observation.earlier_attempt is not None:
        post, events = _observe_earlier_attempt(post, observation, observation.earlier_attempt)
    else:
        for status in _statuses(observation):
            post, news = _observe_status(post, observation, status)
            events += news
    for platform_post_id, visibility in sorted(observation.visibility.items()):
        post, news = _observe_visibility(post, platform_post_id, visibility, observation.by)
        events += news
    return post, events


def _statuses(observation: Observation) -> list[str]:
    """Give TikTok's statuses: what is public was published, even if that notice was lost."""
    found = [observation.status] if observation.status is not None else []
    is_public = any(visibility.is_public for visibility in observation.visibility.values())
    return [*found, "PUBLISH_COMPLETE"] if is_public else found


def _observe_earlier_attempt(
    post: Post, observation: Observation, attempt: int
) -> tuple[Post, list[PostEvent]]:
    """Warn the user once where an attempt before the live one was published after all."""
    named = dict.fromkeys(observation.visibility, attempt)
    post = replace(post, earlier={**named, **post.earlier})
    if "PUBLISH_COMPLETE" not in _statuses(observation) or post.has_conflict:
        return post, []
    warned = replace(post, has_conflict=True)
    return warned, [_status_conflict(warned, observation, "PUBLISH_COMPLETE")]


def _observe_status(
    post: Post, observation: Observation, status: str
) -> tuple[Post, list[PostEvent]]:
    meant = MEANING.get(status, post.status)
    is_conflict = not post.has_conflict and {post.status, meant} == FINAL
    if RANK[meant] <= RANK[post.status] and not is_conflict:
        return _observe_progress(post, observation, status)
    after = replace(post, has_conflict=post.has_conflict or is_conflict)
    events: list[PostEvent] = []
    if RANK[meant] > RANK[post.status]:
        has_failed = meant == "FAILED"
        after = replace(
            after,
            status=meant,
            platform_status=status,
            fail_reason=observation.fail_reason if has_failed else None,
            platform_message=None,
            log_id=observation.log_id if has_failed else None,
        )
        events.append(_raised(after, observation, status))
    if is_conflict:
        events.append(_status_conflict(after, observation, status))
    return after, events


def _status_conflict(post: Post, observation: Observation, status: str) -> PostEvent:
    return StatusConflict(
        **post.identity(), said=status, kept=post.status, observed_at=observation.at
    )


def _observe_progress(
    post: Post, observation: Observation, status: str
) -> tuple[Post, list[PostEvent]]:
    """A new status that raises nothing is still news, until the inbox or the end is reached."""
    is_settled = RANK[post.status] >= RANK["SEND_TO_USER_INBOX"]
    if is_settled or status in {post.platform_status, post.status}:
        return post, []
    after = replace(post, platform_status=status)
    return after, [_status_observed(after, observation, status)]


def _status_observed(post: Post, observation: Observation, status: str) -> StatusObserved:
    return StatusObserved(
        **post.identity(),
        observed_at=observation.at,
        by=observation.by,
        platform_status=status,
        uploaded_bytes=observation.uploaded_bytes,
    )


def _raised(post: Post, observation: Observation, status: str) -> PostEvent:
    identity, at, by = post.identity(), observation.at, observation.by
    match post.status:
        case "PUBLISH_COMPLETE":
            return PostPublished(**identity, observed_at=at, by=by)
        case "FAILED":
            reason = post.fail_reason or "unknown"
            return PostFailed(
                **identity, observed_at=at, by=by, fail_reason=reason, log_id=post.log_id
            )
        case "SEND_TO_USER_INBOX":
            return PostDeliveredToInbox(**identity, observed_at=at, by=by)
        case _:
            return _status_observed(post, observation, status)


def _observe_visibility(
    post: Post, platform_post_id: str, now: Visibility, by: Witness
) -> tuple[Post, list[PostEvent]]:
    known = post.visibility.get(platform_post_id)
    if known is not None and now <= known:
        return post, []
    after = replace(post, visibility={**post.visibility, platform_post_id: now})
    if known is not None and known.is_public == now.is_public:
        return after, []
    identity, earlier = after.identity(), post.earlier.get(platform_post_id)
    if not now.is_public:
        gone = PostNoLongerPublic(
            **identity,
            platform_post_id=platform_post_id,
            observed_at=now.at,
            by=by,
            earlier_attempt=earlier,
        )
        return after, [gone]
    seen = PostBecamePublic(
        **identity,
        platform_post_id=platform_post_id,
        observed_at=now.at,
        by=by,
        link=link_of(post.username, post.media, platform_post_id),
        earlier_attempt=earlier,
    )
    return after, [seen]


def polled_ids(at: datetime, post_ids: tuple[str, ...]) -> dict[str, Visibility]:
    """Read the ids of a status answer; of an id that is not listed nothing is known."""
    second = at.replace(microsecond=0)
    return {post_id: Visibility(second, POLLED, is_public=True) for post_id in post_ids}
