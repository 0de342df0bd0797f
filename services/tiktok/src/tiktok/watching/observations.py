"""What TikTok says of a post, by webhook or by poll, as observations for its machine: pure."""

from collections.abc import Mapping
from datetime import UTC, datetime

from platforms.tiktok.status import PostStatus
from platforms.tiktok.webhooks import Delivery, PostContent
from tiktok.posts.machine import (
    MADE_PUBLIC,
    WITHDRAWN,
    Observation,
    Visibility,
    polled_ids,
)

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


def of_webhook(delivery: Delivery, content: PostContent) -> Observation:
    """Read a post's webhook; its time is when it happened, not when it came."""
    at = datetime.fromtimestamp(delivery.create_time, UTC)
    visibility: dict[str, Visibility] = {}
    if delivery.event in VISIBILITY_OF_EVENT and content.public_id is not None:
        rank, is_public = VISIBILITY_OF_EVENT[delivery.event]
        visibility[content.public_id] = Visibility(at, rank, is_public)
    return Observation(
        by="webhook",
        at=at,
        publish_id=content.publish_id,
        status=STATUS_OF_EVENT.get(delivery.event),
        fail_reason=content.reason or None,
        visibility=visibility,
    )


def of_poll(publish_id: str, status: PostStatus, asked_at: datetime) -> Observation:
    """Read the answer to a status call; its time is when the call began."""
    return Observation(
        by="poll",
        at=asked_at,
        publish_id=publish_id,
        status=status.status,
        fail_reason=status.fail_reason or None,
        log_id=status.log_id,
        uploaded_bytes=status.uploaded_bytes or None,
        visibility=polled_ids(asked_at, status.post_ids),
    )
