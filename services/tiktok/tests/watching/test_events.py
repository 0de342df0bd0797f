"""What the events of a post say, as readers of the log find them."""

import time
from datetime import UTC, datetime

from contracts.tiktok.events import (
    InitAccepted,
    InitAttempted,
    PostBecamePublic,
    PostDelayed,
    PostFailed,
    PostPublished,
    PostRequested,
)
from tiktok.parts import Parts
from tiktok.watching.webhooks import WebhookHandler

from ..builders import Following, aged, stand
from ..support import Connect, Connected, bodies, delivered, webhook

AT = int(time.time())


async def hear(parts: Parts, account: Connected, event: str, **content: object) -> None:
    """Let a webhook about a post come."""
    received = webhook(event, account.open_id, content, AT)
    async with parts.pool.connection() as connection:
        await WebhookHandler(parts.outbox).handle(connection, delivered(received))


async def test_a_new_post_tells_what_was_asked_for_and_which_attempt_was_made(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    request = account.request(title="Sourdough", is_aigc=True)
    post = await parts.publishing.start(account.user_id, request, None)

    [asked] = await bodies(parts, PostRequested)
    assert (asked.post_id, asked.account_id, asked.user_id, asked.publish_id, asked.status) == (
        post.post_id,
        account.account_id,
        account.user_id,
        None,
        "INIT_ATTEMPTED",
    )
    assert (asked.title, asked.media, asked.mode, asked.source) == (
        "Sourdough",
        "VIDEO",
        "DIRECT_POST",
        "FILE_UPLOAD",
    )
    assert (asked.privacy_level, asked.video_size, asked.photo_count) == ("SELF_ONLY", 1000, None)
    assert (asked.is_aigc, asked.consent) == (True, None)
    [attempted] = await bodies(parts, InitAttempted)
    [accepted] = await bodies(parts, InitAccepted)
    assert (attempted.attempt, accepted.attempt, accepted.found_by) == (1, 1, "answer")
    assert (accepted.publish_id, accepted.status) == (post.publish_id, "UPLOADING")


async def test_photos_tell_how_many_they_are_and_never_where(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    await parts.publishing.start(account.user_id, account.photos(description="Crumb"), None)

    [asked] = await bodies(parts, PostRequested)

    assert (asked.media, asked.photo_count, asked.description) == ("PHOTO", 2, "Crumb")
    assert "http" not in asked.model_dump_json()


async def test_a_failure_tells_its_reason_who_said_it_and_when(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.fetched(), None)

    await hear(
        parts,
        account,
        "post.publish.failed",
        publish_id=post.publish_id,
        reason="frame_rate_check_failed",
    )

    [failed] = await bodies(parts, PostFailed)
    assert (failed.fail_reason, failed.by, failed.status) == (
        "frame_rate_check_failed",
        "webhook",
        "FAILED",
    )
    assert failed.observed_at == datetime.fromtimestamp(AT, UTC)


async def test_a_post_that_became_public_was_published_and_tells_its_id(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.fetched(), None)

    await hear(
        parts,
        account,
        "post.publish.publicly_available",
        publish_id=post.publish_id,
        post_id="7650000000000009876",
    )

    [published], [public] = (
        await bodies(parts, PostPublished),
        await bodies(parts, PostBecamePublic),
    )
    assert (published.by, public.by) == ("webhook", "webhook")
    assert public.platform_post_id == "7650000000000009876"
    assert published.observed_at == public.observed_at == datetime.fromtimestamp(AT, UTC)


async def test_a_delay_tells_since_when(connect: Connect, parts: Parts) -> None:
    account = await connect()
    await parts.publishing.start(account.user_id, account.fetched(), None)
    await stand(parts, "PROCESSING")
    await aged(parts, "31 minutes")

    await Following(parts.pool, parts.outbox).tell_delays()

    [delayed] = await bodies(parts, PostDelayed)
    assert 30 < (datetime.now(UTC) - delayed.since).total_seconds() / 60 < 60
