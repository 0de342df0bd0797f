"""Giving a lost init what turned up of it: in one transaction, and only while it is still open."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from accounts.inbox import Inbox
from common import metrics
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection
from contracts.tiktok.events import DeliveryState, InitAccepted
from tiktok.platform import PROVIDER
from tiktok.posts.attempts import Attempt, PublishAttempts
from tiktok.posts.machine import LISTED, Observation, Post, Visibility
from tiktok.posts.store import TikTokPosts
from tiktok.publishing.lost_inits import Intent
from tiktok.watching.observations import consume_early_webhooks, hear

log = get_logger(__name__)
FoundBy = Literal["webhook", "video_list"]
OPEN: frozenset[DeliveryState] = frozenset({"INIT_OUTCOME_UNKNOWN", "UNKNOWN"})


async def claim_by_webhook(
    connection: Connection, outbox: Outbox, intent: Intent, publish_id: str
) -> None:
    """Let the attempt have this publish id, and its post hear what waited under it.

    Where a later attempt has begun meanwhile the post keeps to that one.
    """
    await Inbox(connection, PROVIDER).lock(publish_id)
    posts = TikTokPosts(connection, outbox)
    if await posts.lock_by_publish_id(publish_id) is not None:
        return
    post = await posts.lock(intent.post_id)
    if post is None or not await _settle(connection, intent, publish_id):
        return
    if await _is_live(connection, post, intent):
        post = replace(post, status="PROCESSING", publish_id=publish_id)
        await posts.record(post, [_accepted(post, intent, "webhook")])
        await posts.poll_after(post.post_id, datetime.now(UTC))
    await consume_early_webhooks(connection, outbox, publish_id)
    _tell(intent, "webhook")


async def claim_by_video(
    connection: Connection, outbox: Outbox, intent: Intent, video_id: str, asked_at: datetime
) -> None:
    """Let the post be published as this video; TikTok's publish id stays unknown."""
    posts = TikTokPosts(connection, outbox)
    post = await posts.lock(intent.post_id)
    if post is None or not await _is_live(connection, post, intent):
        return
    if not await _settle(connection, intent, None):
        return
    post = replace(post, status="PROCESSING")
    await posts.record(post, [_accepted(post, intent, "video_list")])
    listed = Visibility(asked_at.replace(microsecond=0), LISTED, is_public=True)
    said = Observation(
        by="video_list", at=asked_at, status="PUBLISH_COMPLETE", visibility={video_id: listed}
    )
    await hear(connection, outbox, post, said)
    _tell(intent, "video_list")


async def _settle(connection: Connection, intent: Intent, publish_id: str | None) -> bool:
    outcome = Attempt(
        post_id=intent.post_id, attempt=intent.attempt, outcome="ACCEPTED", publish_id=publish_id
    )
    return await PublishAttempts(connection).settle(outcome)


async def _is_live(connection: Connection, post: Post, intent: Intent) -> bool:
    last = await PublishAttempts(connection).last(post.post_id)
    return last is not None and last.attempt == intent.attempt and post.status in OPEN


def _accepted(post: Post, intent: Intent, found_by: FoundBy) -> InitAccepted:
    return InitAccepted(**post.identity(), attempt=intent.attempt, found_by=found_by)


def _tell(intent: Intent, found_by: str) -> None:
    metrics.POSTS.labels("tiktok", "found").inc()
    log.info("lost init found", post_id=intent.post_id, attempt=intent.attempt, outcome=found_by)
