"""Applying observations to locked posts: the machine decides, and what is news is written."""

from collections.abc import Mapping
from dataclasses import replace

from accounts import metrics
from accounts.inbox import Inbox
from common.outbox import Outbox
from common.postgres import Connection
from contracts.tiktok.events import PostDeliveredToInbox, PostEvent, PostFailed, PostPublished
from platforms.tiktok.webhooks import Delivery, PostContent, parse_delivery
from tiktok.platform import PROVIDER
from tiktok.posts.attempts import PublishAttempts
from tiktok.posts.machine import Observation, Post, observe
from tiktok.posts.store import TikTokPosts
from tiktok.posts.words import explained
from tiktok.watching.observations import of_webhook

OUTCOMES: Mapping[type[PostEvent], str] = {
    PostPublished: "published",
    PostDeliveredToInbox: "in_inbox",
    PostFailed: "failed",
}


async def apply_early_webhooks(connection: Connection, outbox: Outbox, publish_id: str) -> None:
    """Apply what came before this publish id was known; the caller holds its inbox lock."""
    for early in await Inbox(connection, PROVIDER).take_for("post", publish_id):
        delivery = parse_delivery(early.body)
        if isinstance(delivery.content, PostContent):
            await apply_webhook(connection, outbox, delivery, delivery.content)


async def apply_webhook(
    connection: Connection, outbox: Outbox, delivery: Delivery, content: PostContent
) -> bool:
    """Apply a webhook to its post; False where no post has this publish id yet."""
    post = await TikTokPosts(connection, outbox).lock_by_publish_id(content.publish_id)
    if post is None:
        return False
    await apply(connection, outbox, post, of_webhook(delivery, content))
    return True


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
    return after
