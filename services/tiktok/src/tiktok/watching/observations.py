"""TikTok's webhooks as observations: what they say of a post, and of an account."""

from collections.abc import Mapping
from datetime import UTC, datetime

from accounts.inbox import Inbox
from common import metrics
from common.outbox import Outbox
from common.postgres import Connection
from contracts.tiktok.events import PostDeliveredToInbox, PostEvent, PostFailed, PostPublished
from platforms.tiktok.webhooks import Delivery, PostContent, parse_delivery
from tiktok.platform import PROVIDER
from tiktok.posts.machine import MADE_PUBLIC, WITHDRAWN, Observation, Post, Visibility, observe
from tiktok.posts.store import TikTokPosts
from tiktok.publishing.refusals import explained

# https://developers.tiktok.com/doc/webhooks-events
STATUS_OF_EVENT: Mapping[str, str] = {
    "post.publish.failed": "FAILED",
    "post.publish.complete": "PUBLISH_COMPLETE",
    "post.publish.inbox_delivered": "SEND_TO_USER_INBOX",
}
VISIBILITY_OF_EVENT: Mapping[str, tuple[int, bool]] = {
    "post.publish.publicly_available": (MADE_PUBLIC, True),
    "post.publish.no_longer_publicaly_available": (WITHDRAWN, False),
}
OUTCOMES: Mapping[type[PostEvent], str] = {
    PostPublished: "published",
    PostDeliveredToInbox: "in_inbox",
    PostFailed: "failed",
}


def observation_of(delivery: Delivery, content: PostContent) -> Observation:
    """Read a post's webhook; its time is when it happened, not when it came."""
    at = datetime.fromtimestamp(delivery.create_time, UTC)
    visibility: dict[str, Visibility] = {}
    if delivery.event in VISIBILITY_OF_EVENT and content.post_id is not None:
        rank, is_public = VISIBILITY_OF_EVENT[delivery.event]
        visibility[content.post_id] = Visibility(at, rank, is_public)
    return Observation(
        by="webhook",
        at=at,
        publish_id=content.publish_id,
        status=STATUS_OF_EVENT.get(delivery.event),
        fail_reason=content.reason or None,
        visibility=visibility,
    )


async def consume_early_webhooks(connection: Connection, outbox: Outbox, publish_id: str) -> None:
    """Apply what came before this publish id was known; the caller holds its lock."""
    for pending in await Inbox(connection, PROVIDER).take_for("post", publish_id):
        delivery = parse_delivery(pending.body)
        if isinstance(delivery.content, PostContent):
            await apply_to_post(connection, outbox, delivery, delivery.content)


async def apply_to_post(
    connection: Connection, outbox: Outbox, delivery: Delivery, content: PostContent
) -> bool:
    """Let the post's machine hear the webhook; False where no post has this publish id yet."""
    post = await TikTokPosts(connection, outbox).lock_by_publish_id(content.publish_id)
    if post is None:
        return False
    await hear(connection, outbox, post, observation_of(delivery, content))
    return True


async def hear(connection: Connection, outbox: Outbox, post: Post, said: Observation) -> Post:
    """Let a locked post's machine hear a word, and keep what was news in it."""
    heard, events = observe(post, said)
    if heard != post:
        await TikTokPosts(connection, outbox).record(heard, events)
    for event in events:
        if type(event) in OUTCOMES:
            metrics.POSTS.labels("tiktok", OUTCOMES[type(event)]).inc()
        if isinstance(event, PostFailed):
            explained("fail_reason", event.fail_reason)  # counts one that nobody has described
    return heard
