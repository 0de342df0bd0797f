"""Applying observations to locked posts: the machine decides, and what is news is written."""

from collections.abc import Mapping
from dataclasses import replace

from accounts import metrics
from accounts.inbox import Inbox
from accounts.turns import AccountTurns
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection
from contracts.tiktok.events import (
    PostBecamePublic,
    PostDeliveredToInbox,
    PostEvent,
    PostFailed,
    PostPublished,
    WebhookUnmatched,
)
from platforms.tiktok.webhooks import Delivery, PostContent, parse_delivery
from tiktok.platform import PROVIDER, SAMPLE, turns
from tiktok.posts.attempts import PublishAttempts
from tiktok.posts.machine import Observation, Post, observe
from tiktok.posts.store import TikTokPosts
from tiktok.posts.words import explained
from tiktok.watching.observations import of_webhook

log = get_logger(__name__)
OUTCOMES: Mapping[type[PostEvent], str] = {
    PostPublished: "published",
    PostDeliveredToInbox: "in_inbox",
    PostFailed: "failed",
}


async def apply_early_webhooks(connection: Connection, outbox: Outbox, publish_id: str) -> None:
    """Apply what came before this publish id was known; the caller holds its inbox lock."""
    for early in await Inbox(connection, PROVIDER).take_for("post", publish_id):
        await apply_webhook(connection, outbox, parse_delivery(early.body), early.external_id)


async def apply_webhook(
    connection: Connection, outbox: Outbox, delivery: Delivery, external_id: str
) -> str:
    """Apply a webhook about a post; gives the effect, `waiting` where no post has its id yet.

    One that names another TikTok user than the post's has no effect, and that is told: the
    signature says that TikTok has sent it, not that it is about this post.
    """
    content = delivery.content
    if not isinstance(content, PostContent):
        return "ignored"
    posts = TikTokPosts(connection, outbox)
    owner = await posts.owner_of(content.publish_id)
    if owner is None:
        return "waiting"
    if owner.platform_user_id != delivery.user_openid:
        await _refuse(connection, outbox, delivery, external_id)
        return "refused"
    post = await posts.lock(owner.post_id)
    if post is None:
        return "waiting"
    if content.post_id is not None and content.public_id is None:
        log.warning("public id is not usable", external_id=external_id, post_id=post.post_id)
    await apply(connection, outbox, post, of_webhook(delivery, content))
    return "observed"


async def _refuse(
    connection: Connection, outbox: Outbox, delivery: Delivery, external_id: str
) -> None:
    event = WebhookUnmatched(
        external_id=external_id,
        platform_user_id=delivery.user_openid,
        publish_id=delivery.publish_id,
        reason="another_user",
    )
    await outbox.command(connection, event, "unmatched")
    metrics.WEBHOOKS_REFUSED.labels(PROVIDER, event.reason).inc()
    log.warning("webhook refused", external_id=external_id, reason=event.reason)


async def apply(
    connection: Connection, outbox: Outbox, post: Post, observation: Observation
) -> Post:
    """Apply an observation to a locked post, and keep what is news; gives the post after it.

    One that names the publish id of an attempt before the live one is about that attempt.
    """
    if observation.publish_id not in {None, post.publish_id}:
        attempts, publish_id = PublishAttempts(connection), observation.publish_id or ""
        number = await attempts.number_of(post.post_id, publish_id)
        observation = replace(observation, earlier_attempt=number)
    after, events = observe(post, observation)
    if after != post:
        seen = {
            name: now for name, now in after.visibility.items() if post.visibility.get(name) != now
        }
        await TikTokPosts(connection, outbox).record(after, events, seen=seen)
    for event in events:
        if type(event) in OUTCOMES:
            metrics.POSTS.labels("tiktok", OUTCOMES[type(event)]).inc()
        if isinstance(event, PostFailed):
            explained("fail_reason", event.fail_reason)  # counts a reason that nobody has described
    if any(isinstance(event, PostBecamePublic) and not event.link for event in events):
        # TikTok gives a video's address with its totals.
        await AccountTurns(connection, turns()).hasten(post.account_id, SAMPLE)
    return after
