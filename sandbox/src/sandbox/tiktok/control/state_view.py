"""TikTok's state as JSON, without any secret."""

from dataclasses import asdict

from sandbox.tiktok.display.videos import Video
from sandbox.tiktok.oauth.grants import Token
from sandbox.tiktok.posting.publishes import Publish
from sandbox.tiktok.posting.pulls import Pull
from sandbox.tiktok.uploads.upload import Upload
from sandbox.tiktok.users import User
from sandbox.tiktok.webhooks import Delivery
from sandbox.tiktok.world import World

Json = dict[str, object]


def state_of(world: World) -> Json:
    """Everything a test may want to know."""
    content = world.content
    return {
        "now": world.clock.now(),
        "users": [user_view(user) for user in content.users],
        "grants": [view for user in content.users if (view := _grant(world, user))],
        "publishes": [publish_view(publish) for publish in content.publishes],
        "videos": [video_view(video) for video in content.videos],
        "deliveries": [delivery_view(delivery) for delivery in content.deliveries],
    }


def user_view(user: User) -> Json:
    """A user with the profile's fields beside the ids."""
    ids = {"handle": user.handle, "open_id": user.open_id, "union_id": user.union_id}
    return {**ids, "username": user.username, **user.profile.model_dump()}


def _grant(world: World, user: User) -> Json | None:
    """The valid tokens of a user's grant; None where there is no grant."""
    refresh = world.content.grants.valid(user.open_id, "refresh")
    access = world.content.grants.valid(user.open_id, "access")
    if not refresh and not access:
        return None
    now = world.clock.now()
    return {
        "user": user.handle,
        "open_id": user.open_id,
        "scopes": list((refresh or access)[-1].scopes),
        "access_expires_in": _seconds_left(access, now),
        "refresh_expires_in": _seconds_left(refresh, now),
    }


def _seconds_left(tokens: list[Token], now: float) -> list[float]:
    return [token.ends_at - now for token in tokens]


def publish_view(publish: Publish) -> Json:
    """A post with what arrived of its bytes."""
    return {
        "publish_id": publish.publish_id,
        "open_id": publish.open_id,
        "mode": publish.mode,
        "media": publish.media,
        "status": publish.status,
        "fail_reason": publish.fail_reason,
        "title": publish.title,
        "description": publish.description,
        "privacy_level": publish.privacy_level,
        "choices": publish.choices,
        "post_ids": [str(post_id) for post_id in publish.post_ids],
        "in_moderation": [str(post_id) for post_id in publish.in_moderation],
        "discarded": publish.is_discarded,
        "created_at": publish.created_at,
        **_source_view(publish.source),
    }


def _source_view(source: Upload | Pull) -> Json:
    if isinstance(source, Upload):
        return {
            "source": "FILE_UPLOAD",
            "video_size": source.plan.video_size,
            "uploaded_bytes": source.received,
            "chunk_sizes": source.chunk_sizes,
            "sha256": source.sha256,
        }
    return {
        "source": "PULL_FROM_URL",
        "urls": list(source.urls),
        "cover_index": source.cover_index,
        "downloaded_bytes": source.received,
        "sha256": source.digests[0] if source.digests else None,
        "sha256s": source.digests,
        "pull_failure": source.failure,
    }


def video_view(video: Video) -> Json:
    """A video on a profile; the id as text, for readers that round numbers."""
    return {**asdict(video), "id": str(video.id)}


def delivery_view(delivery: Delivery) -> Json:
    """A delivery with its body and every attempt."""
    return {
        "number": delivery.number,
        "event": delivery.notice.event,
        "open_id": delivery.notice.open_id,
        "content": dict(delivery.notice.content),
        "create_time": delivery.notice.create_time,
        "body": delivery.body.decode("utf-8", "replace"),
        "signature": delivery.signature,
        "state": delivery.state,
        "attempts": [asdict(attempt) for attempt in delivery.attempts],
    }
