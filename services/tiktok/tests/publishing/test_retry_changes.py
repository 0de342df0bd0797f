"""A new attempt that asks for something else: what was refused can be changed, and only by rule."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from common.errors import InvalidRequest
from common.idempotency import KeyReused
from contracts.tiktok.events import RetryRequested
from platforms.tiktok.catalogue import CATALOGUE
from tiktok.api.views import StatusAnswer
from tiktok.errors import ChoiceRefused, NotRetryable, PostRejected, UrlOwnershipUnverified
from tiktok.parts import Parts
from tiktok.posts.due import DuePosts
from tiktok.posts.queries import PostQueries
from tiktok.posts.requests import Consent, PostChanges, UploadRequest, changed, differences
from tiktok.posts.retries import change_of
from tiktok.posts.view import PostView
from tiktok.uploads.sessions import UploadSessions

from ..builders import stand
from ..support import CLIP, VERIFIED, Connect, Connected, Sandbox, bodies

INIT = "/v2/post/publish/video/init/"
LOST = {"endpoint": INIT, "kind": "reset_after"}
NOW = datetime(2026, 11, 1, tzinfo=UTC)
ACCOUNT = Connected(account_id=UUID(int=1), user_id=UUID(int=2), open_id="")
NEEDED = (
    ("FAILED", "file_format_check_failed", "VIDEO", "FILE_UPLOAD", "file"),
    ("FAILED", "file_format_check_failed", "VIDEO", "PULL_FROM_URL", "address"),
    ("FAILED", "file_format_check_failed", "PHOTO", "PULL_FROM_URL", "photos"),
    ("FAILED", "picture_size_check_failed", "PHOTO", "PULL_FROM_URL", "photos"),
    ("FAILED", "spam_risk_text", "VIDEO", "FILE_UPLOAD", "text"),
    ("FAILED", "spam_risk", "VIDEO", "FILE_UPLOAD", "post"),
    ("FAILED", "internal", "VIDEO", "FILE_UPLOAD", None),
    ("INIT_REJECTED", "privacy_level_option_mismatch", "VIDEO", "FILE_UPLOAD", "visibility"),
    ("INIT_REJECTED", "url_ownership_unverified", "PHOTO", "PULL_FROM_URL", "address"),
    ("UPLOADING", None, "VIDEO", "FILE_UPLOAD", None),
)


def consent_of(nickname: str) -> dict[str, Any]:
    """What a page has shown."""
    return {
        "nickname": nickname,
        "privacy_level_options": ["SELF_ONLY"],
        "fetched_at": NOW,
        "disclosure": False,
        "declaration": "MUSIC_USAGE",
        "agreed_at": NOW + timedelta(minutes=1),
    }


async def again(
    parts: Parts, account: Connected, post: PostView, key: str | None = None, **changes: Any
) -> PostView:
    """Try again with these changes."""
    wish = PostChanges.model_validate(changes)
    return await parts.retrying.retry(account.user_id, str(post.post_id), key, wish)


async def seen(parts: Parts, post: PostView) -> StatusAnswer:
    """Read the status as the API tells it."""
    view = await PostQueries(parts.pool).require(str(post.post_id), post.user_id)
    return StatusAnswer.of(view, "https://postlog.example")


@pytest.mark.parametrize(("status", "reason", "media", "source", "change"), NEEDED)
def test_the_status_says_what_a_new_attempt_must_change(
    status: str, reason: str | None, media: str, source: str, change: str | None
) -> None:
    given: dict[str, Any] = {
        "status": status, "fail_reason": reason, "media": media, "source": source,
    }  # fmt: skip

    assert change_of(PostView.model_construct(**given)) == change


def test_every_refusal_that_only_a_change_can_mend_says_which() -> None:
    """The phone's own app is nothing that a request could change."""
    mended = {
        entry.code for entry in CATALOGUE.entries if entry.retry == "after_change"
    } - {"app_version_check_failed"}  # fmt: skip

    assert {entry.code for entry in CATALOGUE.entries if entry.change} == mended


def test_what_is_not_sent_stays_but_for_the_consent_which_is_given_anew() -> None:
    before = ACCOUNT.request(title="One", is_aigc=True, consent=consent_of("Mara"))

    after = changed(before, PostChanges(title="Two"))

    assert (after.title, after.is_aigc, after.privacy_level) == ("Two", True, "SELF_ONLY")
    assert after.consent is None
    assert differences(before, after) == ["title"]
    assert changed(before, PostChanges()) is before


def test_a_new_file_takes_over_nothing_that_was_said_of_the_one_before() -> None:
    before = ACCOUNT.request(
        content_type="video/webm", video_duration_sec=9, video_cover_timestamp_ms=8000
    )

    after = changed(before, PostChanges(video_size=7))

    assert isinstance(after, UploadRequest)
    assert (after.video_size, after.content_type) == (7, "video/mp4")
    assert (after.video_duration_sec, after.video_cover_timestamp_ms) == (None, None)


@pytest.mark.parametrize(
    "wish",
    [
        {"title": "x" * 2201},
        {"photo_images": ["https://media.example.com/1.jpg"]},
        {"privacy_level": None},
        {"video_size": 0},
        {"source": "PULL_FROM_URL"},
        {"brand_content_toggle": True, "consent": consent_of("Mara")},
    ],
)
def test_changes_obey_the_rules_of_a_new_post(wish: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        changed(ACCOUNT.request(), PostChanges.model_validate(wish))


async def test_a_public_account_made_private_chooses_what_is_offered_then(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    theo = await connect("theo")
    await sandbox.control("PUT", "switches", {"audited": False})
    request = theo.request(privacy_level="PUBLIC_TO_EVERYONE", consent=None)
    with pytest.raises(PostRejected, match="private"):
        await parts.publishing.start(theo.user_id, request, "key-1")
    async with parts.pool.connection() as connection:
        cursor = await connection.execute("SELECT post_id FROM posts")
        (post_id,) = await cursor.fetchone() or (None,)
    post = await PostQueries(parts.pool).require(str(post_id), theo.user_id)
    told = await seen(parts, post)
    assert (told.status, told.retry, told.change) == ("INIT_REJECTED", "safe", "visibility")

    await sandbox.control("PATCH", "users/theo", {"private": True})
    with pytest.raises(ChoiceRefused, match="does not offer “Everyone” right now"):
        await again(parts, theo, post)
    consent = consent_of("Theo Rides")
    begun = await again(parts, theo, post, privacy_level="SELF_ONLY", consent=consent)

    assert (begun.status, begun.attempt) == ("UPLOADING", 2)
    assert begun.request["privacy_level"] == "SELF_ONLY"
    [asked] = await bodies(parts, RetryRequested)
    assert asked.request is not None
    assert (asked.request.changed, asked.request.privacy_level) == (["privacy_level"], "SELF_ONLY")
    assert asked.request.consent == Consent.model_validate(consent).of_event()
    with pytest.raises(KeyReused):  # the first key stands for the first request
        await parts.publishing.start(
            theo.user_id, theo.request(consent=Consent.model_validate(consent)), "key-1"
        )


async def test_a_mended_file_of_another_size_is_taken(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.request(title="Bread"), None)
    await stand(parts, "FAILED", "file_format_check_failed")
    assert (await seen(parts, post)).change == "file"

    begun = await again(parts, account, post, video_size=2000, content_type="video/webm")

    told = await seen(parts, post)
    assert (begun.attempt, told.video_size, told.retry, told.change) == (2, 2000, "never", None)
    async with parts.pool.connection() as connection:
        session = await UploadSessions(connection).find(post.post_id, account.user_id)
    assert session is not None
    assert (session.length, session.content_type) == (2000, "video/webm")
    assert begun.request["title"] == "Bread"


async def test_a_failed_carousel_is_tried_again_with_other_pictures(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    post = await parts.publishing.start(
        account.user_id, account.photos(photo_cover_index=1, title="Bread"), None
    )
    await stand(parts, "FAILED", "picture_size_check_failed")
    assert (await seen(parts, post)).change == "photos"
    other = f"https://{VERIFIED}/other.jpg"

    begun = await again(parts, account, post, photo_images=[other])

    assert (begun.status, begun.attempt) == ("PROCESSING", 2)
    asked = await parts.retrying.asked(account.user_id, str(post.post_id))
    assert (asked.photo_images, asked.photo_cover_index) == ((other,), None)
    assert asked.title == "Bread"
    [event] = await bodies(parts, RetryRequested)
    assert event.request is not None
    assert event.request.changed == ["photo_cover_index", "photo_images"]
    assert (event.request.photo_count, other in event.model_dump_json()) == (1, False)


async def test_a_video_that_tiktok_could_not_fetch_may_be_sent_instead(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.fetched(), None)
    asked = await parts.retrying.asked(account.user_id, str(post.post_id))
    assert asked.video_url == CLIP
    await stand(parts, "FAILED", "video_pull_failed")

    begun = await again(parts, account, post, source="FILE_UPLOAD", video_size=3000)

    assert (begun.status, begun.source, begun.sealed_addresses) == (
        "UPLOADING",
        "FILE_UPLOAD",
        None,
    )


@pytest.mark.parametrize("ending", ["lost init", "expired upload"])
async def test_what_was_not_refused_may_be_changed_as_well(
    ending: str, connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    if ending == "lost init":
        await sandbox.control("POST", "faults", LOST)
    post = await parts.publishing.start(account.user_id, account.request(title="One"), None)
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE publish_attempts SET expires_at = now()")

    begun = await again(parts, account, post, title="Two", video_size=1001)

    assert (begun.status, begun.attempt, begun.video_size) == ("UPLOADING", 2, 1001)
    assert begun.request["title"] == "Two"


async def test_a_change_that_is_refused_here_leaves_the_post_as_it_was(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.fetched(title="One"), None)
    await stand(parts, "FAILED", "video_pull_failed")

    with pytest.raises(InvalidRequest, match="title"):
        await again(parts, account, post, title="x" * 2201)
    with pytest.raises(UrlOwnershipUnverified):
        await again(parts, account, post, video_url="https://elsewhere.example.org/1.mp4")
    with pytest.raises(ChoiceRefused):
        await again(parts, account, post, privacy_level="PUBLIC_TO_EVERYONE")

    after = await PostQueries(parts.pool).require(str(post.post_id), account.user_id)
    assert (after.attempt, after.status) == (1, "FAILED")
    assert after.request == post.request
    assert (await parts.retrying.asked(account.user_id, str(post.post_id))).video_url == CLIP


async def test_a_key_that_has_begun_an_attempt_stands_for_its_changes(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.request(), None)
    await stand(parts, "FAILED", "internal")
    begun = await again(parts, account, post, "key-1", title="Two")

    assert await again(parts, account, post, "key-1", title="Two") == begun
    for other in ({"title": "Three"}, {}):
        with pytest.raises(KeyReused):
            await again(parts, account, post, "key-1", **other)

    assert await sandbox.calls(INIT) == 2


async def test_what_cannot_be_tried_again_cannot_be_changed_either(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.request(), None)
    await stand(parts, "PUBLISH_COMPLETE")

    with pytest.raises(NotRetryable):
        await again(parts, account, post, title="Two")


async def test_a_lost_init_is_looked_for_under_the_caption_that_it_had(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.control("POST", "faults", LOST)
    post = await parts.publishing.start(account.user_id, account.fetched(title="One"), None)

    await again(parts, account, post, title="Two", source="FILE_UPLOAD", video_size=1000)

    async with parts.pool.connection() as connection:
        (init,) = await DuePosts(connection).without_publish_id(account.open_id)
    assert (init.attempt, init.caption, init.is_upload) == (1, "One", False)
