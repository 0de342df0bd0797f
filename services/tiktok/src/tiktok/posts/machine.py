"""What becomes of a post: pure decisions over what TikTok said, whoever brought the word.

Delivery is ranked and only rises; a public id is last-writer-wins by the time of the word. An
observation that changes nothing is no event, and one about an earlier attempt changes nothing but
that the post may have been published twice. Statuses:
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
# What TikTok's word means for delivery; a status not listed moves nothing.
MEANING: Mapping[str, DeliveryState] = {
    "PROCESSING_UPLOAD": "UPLOADING",
    "PROCESSING_DOWNLOAD": "PROCESSING",
    "SEND_TO_USER_INBOX": "SEND_TO_USER_INBOX",
    "PUBLISH_COMPLETE": "PUBLISH_COMPLETE",
    "FAILED": "FAILED",
}
# At an equal second the poll is believed, then the later-sounding webhook, the list last.
POLLED, WITHDRAWN, MADE_PUBLIC, LISTED = 3, 2, 1, 0


@dataclass(frozen=True, slots=True, order=True)
class Visibility:
    """The last word on one platform post id; compared by time, then by who said it."""

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
    """The state that decides; `visibility` is by platform post id."""

    post_id: UUID
    account_id: UUID
    user_id: UUID
    status: DeliveryState
    publish_id: str | None = None
    fail_reason: str | None = None
    platform_status: str | None = None
    has_conflict: bool = False
    visibility: Mapping[str, Visibility] = field(default_factory=dict)

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
    """What TikTok said, when, and through which door; without a publish id, of the live attempt."""

    by: Witness
    at: datetime
    publish_id: str | None = None
    status: str | None = None
    fail_reason: str | None = None
    uploaded_bytes: int | None = None
    visibility: Mapping[str, Visibility] = field(default_factory=dict)


def observe(post: Post, observation: Observation) -> tuple[Post, list[PostEvent]]:
    """Give the post after the word, and the events of what was news in it."""
    if observation.publish_id not in {None, post.publish_id}:
        return _observe_earlier_attempt(post, observation)
    events: list[PostEvent] = []
    for said in _words_on_delivery(observation):
        post, news = _observe_delivery(post, observation, said)
        events += news
    for platform_post_id, word in sorted(observation.visibility.items()):
        post, news = _observe_visibility(post, platform_post_id, word, observation.by)
        events += news
    return post, events


def _words_on_delivery(observation: Observation) -> list[str]:
    """What is public was published: the notice that said so may be lost."""
    said = [observation.status] if observation.status is not None else []
    is_public = any(word.is_public for word in observation.visibility.values())
    return [*said, "PUBLISH_COMPLETE"] if is_public else said


def _observe_earlier_attempt(post: Post, observation: Observation) -> tuple[Post, list[PostEvent]]:
    """What was tried before and published after all is the user's to know: it is there twice."""
    if "PUBLISH_COMPLETE" not in _words_on_delivery(observation) or post.has_conflict:
        return post, []
    warned = replace(post, has_conflict=True)
    return warned, _conflicts(warned, observation, "PUBLISH_COMPLETE", found=True)


def _observe_delivery(
    post: Post, observation: Observation, said: str
) -> tuple[Post, list[PostEvent]]:
    meant = MEANING.get(said, post.status)
    conflict = _conflict(post, meant)
    if RANK[meant] > RANK[post.status]:
        reason = observation.fail_reason if meant == "FAILED" else None
        risen = replace(
            post,
            status=meant,
            platform_status=said,
            fail_reason=reason,
            has_conflict=post.has_conflict or conflict,
        )
        events: list[PostEvent] = [_risen(risen, observation, said)]
        return risen, events + _conflicts(risen, observation, said, conflict)
    if conflict:
        kept = replace(post, has_conflict=True)
        return kept, _conflicts(kept, observation, said, conflict)
    return _observe_word(post, observation, said)


def _conflict(post: Post, meant: DeliveryState) -> bool:
    """Both final words were said, and it was not recorded yet."""
    return not post.has_conflict and {post.status, meant} == FINAL


def _conflicts(post: Post, observation: Observation, said: str, found: bool) -> list[PostEvent]:
    if not found:
        return []
    conflict = StatusConflict(
        **post.identity(), said=said, kept=post.status, observed_at=observation.at
    )
    return [conflict]


def _observe_word(post: Post, observation: Observation, said: str) -> tuple[Post, list[PostEvent]]:
    """A new word that moves nothing is still news, until the inbox or the end is reached."""
    if RANK[post.status] >= RANK["SEND_TO_USER_INBOX"] or said in {
        post.platform_status,
        post.status,
    }:
        return post, []
    seen = replace(post, platform_status=said)
    return seen, [_status_observed(seen, observation, said)]


def _status_observed(post: Post, observation: Observation, said: str) -> StatusObserved:
    return StatusObserved(
        **post.identity(),
        observed_at=observation.at,
        by=observation.by,
        platform_status=said,
        uploaded_bytes=observation.uploaded_bytes,
    )


def _risen(post: Post, observation: Observation, said: str) -> PostEvent:
    identity, at, by = post.identity(), observation.at, observation.by
    match post.status:
        case "PUBLISH_COMPLETE":
            return PostPublished(**identity, observed_at=at, by=by)
        case "FAILED":
            reason = post.fail_reason or "unknown"
            return PostFailed(**identity, observed_at=at, by=by, fail_reason=reason)
        case "SEND_TO_USER_INBOX":
            return PostDeliveredToInbox(**identity, observed_at=at, by=by)
        case _:
            return _status_observed(post, observation, said)


def _observe_visibility(
    post: Post, platform_post_id: str, word: Visibility, by: Witness
) -> tuple[Post, list[PostEvent]]:
    known = post.visibility.get(platform_post_id)
    if known is not None and word <= known:
        return post, []
    seen = replace(post, visibility={**post.visibility, platform_post_id: word})
    if known is not None and known.is_public == word.is_public:
        return seen, []
    kind = PostBecamePublic if word.is_public else PostNoLongerPublic
    event = kind(**seen.identity(), platform_post_id=platform_post_id, observed_at=word.at, by=by)
    return seen, [event]


def polled_ids(at: datetime, post_ids: tuple[str, ...]) -> dict[str, Visibility]:
    """Read the ids of a status answer; an id that is not listed says nothing."""
    second = at.replace(microsecond=0)
    return {post_id: Visibility(second, POLLED, is_public=True) for post_id in post_ids}
