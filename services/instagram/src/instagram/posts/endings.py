"""How a post ends, and what it has become: pure decisions, the second half of `machine`.

A state has a rank and only rises within an attempt; what changes nothing is no event.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal

from contracts.instagram.posts import (
    MediaFailed,
    MediaIdentified,
    MediaPublished,
    PostEvent,
    PostState,
    PublishOutcomeGivenUp,
)
from instagram.posts.post import OVER, Failure, Post, Refusal
from platforms.instagram.catalogue import CATALOGUE

Outcome = tuple[Post, list[PostEvent]]
RANK: Mapping[PostState, int] = {
    "REQUESTED": 0,
    "PREPARING": 1,
    "PUBLISHING": 2,
    "PUBLISH_OUTCOME_UNKNOWN": 3,
    "UNKNOWN": 4,
    "FAILED": 5,
    "PUBLISHED": 6,
}
NOT_IN_TIME = "not_in_time"


def live(
    post: Post,
    media_id: str | None,
    at: datetime,
    found_by: Literal["answer", "container", "media_list"],
) -> Outcome:
    """Take the post for published; the medium may be known later."""
    if post.status == "PUBLISHED" or (post.called_at is None and found_by != "container"):
        return post, []
    after = replace(
        post, status="PUBLISHED", media_id=media_id, failure=None, refusal=None, tries=0
    )
    event = MediaPublished(
        **after.identity(),
        attempt=post.attempt,
        media_id=media_id,
        found_by=found_by,
        observed_at=at,
    )
    return after, [event]


def identified(
    post: Post,
    media_id: str,
    permalink: str,
    at: datetime,
    found_by: Literal["answer", "media_list"],
) -> Outcome:
    """Keep which medium the post has become; an id that is known is never replaced."""
    is_other = post.media_id is not None and media_id != post.media_id
    is_known = (media_id, permalink or post.permalink) == (post.media_id, post.permalink)
    if post.status != "PUBLISHED" or is_other or is_known:
        return post, []
    after = replace(post, media_id=media_id, permalink=permalink or post.permalink, tries=0)
    event = MediaIdentified(
        **after.identity(),
        media_id=media_id,
        permalink=after.permalink,
        found_by=found_by,
        observed_at=at,
    )
    return after, [event]


def failed(post: Post, refusal: Refusal, item: int | None) -> Outcome:
    """End the attempt without a post; what is published has not failed."""
    if RANK[post.status] >= RANK["FAILED"]:
        return post, []
    after = replace(post, status="FAILED", failure=Failure(refusal, item), refusal=None)
    event = MediaFailed(
        **after.identity(),
        attempt=post.attempt,
        code=refusal.code,
        message=CATALOGUE.entry("api", refusal.code).sentence,
        platform_message=refusal.said,
        item=item,
        fbtrace_id=refusal.trace_id,
    )
    return after, [event]


def missed(post: Post) -> Outcome:
    """Count a call that told nothing."""
    return replace(post, tries=post.tries + 1), []


def given_up(post: Post) -> Outcome:
    """Ask no more: what was called may be live, what was only prepared is not."""
    if post.status in {"REQUESTED", "PREPARING"} or (
        post.status == "PUBLISHING" and post.called_at is None
    ):
        return failed(post, Refusal(NOT_IN_TIME), None)
    if post.status in OVER:
        return post, []
    after = replace(post, status="UNKNOWN")
    return after, [PublishOutcomeGivenUp(**after.identity(), attempt=post.attempt)]
