"""Giving a lost init the publish id or the video that was found: once, while it is still open."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from accounts import metrics
from accounts.inbox import Inbox
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection
from contracts.tiktok.events import DeliveryState, InitAccepted
from tiktok.platform import PROVIDER
from tiktok.posts.attempts import PublishAttempt, PublishAttempts, Settled
from tiktok.posts.lost_inits import LostInit
from tiktok.posts.machine import LISTED, Observation, Post, Visibility
from tiktok.posts.store import TikTokPosts
from tiktok.watching.applying import apply, apply_early_webhooks

log = get_logger(__name__)
FoundBy = Literal["webhook", "video_list"]
OPEN: frozenset[DeliveryState] = frozenset({"INIT_OUTCOME_UNKNOWN", "UNKNOWN"})


async def settle_by_webhook(
    connection: Connection, outbox: Outbox, init: LostInit, publish_id: str
) -> None:
    """Let the attempt have this publish id, and apply the webhooks that waited under it.

    Where a later attempt has begun meanwhile the post keeps to that one.
    """
    await Inbox(connection, PROVIDER).lock(publish_id)
    posts = TikTokPosts(connection, outbox)
    if await posts.lock_by_publish_id(publish_id) is not None:
        return
    post = await posts.lock(init.post_id)
    settled = await _settle(connection, init, publish_id) if post else "known"
    if post is None or settled == "known":
        return
    if settled == "live" and post.status in OPEN:
        post = replace(post, status="PROCESSING", publish_id=publish_id)
        event = _accepted(post, init, "webhook")
        await posts.record(post, [event], poll_at=datetime.now(UTC))
    await apply_early_webhooks(connection, outbox, publish_id)
    _tell(init, "webhook")


async def settle_by_video(
    connection: Connection, outbox: Outbox, init: LostInit, video_id: str, asked_at: datetime
) -> None:
    """Let the attempt be published as this video; TikTok's publish id stays unknown.

    Where a later attempt has begun meanwhile the post keeps to that one, and may be public twice.
    """
    posts = TikTokPosts(connection, outbox)
    post = await posts.lock(init.post_id)
    settled = await _settle(connection, init, None) if post else "known"
    if post is None or settled == "known":
        return
    if settled == "live" and post.status in OPEN:
        post = replace(post, status="PROCESSING")
        await posts.record(post, [_accepted(post, init, "video_list")])
    listed = Visibility(asked_at.replace(microsecond=0), LISTED, is_public=True)
    observation = Observation(
        by="video_list",
        at=asked_at,
        status="PUBLISH_COMPLETE",
        visibility={video_id: listed},
        earlier_attempt=init.attempt if settled == "earlier" else None,
    )
    await apply(connection, outbox, post, observation)
    _tell(init, "video_list")


async def _settle(connection: Connection, init: LostInit, publish_id: str | None) -> Settled:
    outcome = PublishAttempt(
        post_id=init.post_id, attempt=init.attempt, outcome="ACCEPTED", publish_id=publish_id
    )
    return await PublishAttempts(connection).settle(outcome)


def _accepted(post: Post, init: LostInit, found_by: FoundBy) -> InitAccepted:
    return InitAccepted(**post.identity(), attempt=init.attempt, found_by=found_by)


def _tell(init: LostInit, found_by: FoundBy) -> None:
    metrics.POSTS.labels("tiktok", "found").inc()
    log.info("lost init found", post_id=init.post_id, attempt=init.attempt, outcome=found_by)
