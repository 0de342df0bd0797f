"""What its user reads of a post: where it is public, where it is not, and why it failed."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from platforms.tiktok.catalogue import CATALOGUE, PHOTO_FAILURES
from tiktok.posts.view import PostView
from tiktok.posts.words import words_of

from ..builders import NOW

HOUR = timedelta(hours=1)


def post(**changes: Any) -> PostView:
    """A direct post that everybody may see, published an hour ago."""
    given = {
        "post_id": UUID(int=1),
        "account_id": UUID(int=2),
        "user_id": UUID(int=3),
        "status": "PUBLISH_COMPLETE",
        "publish_id": "v_pub_file~v2-1.7",
        "fail_reason": None,
        "media": "VIDEO",
        "mode": "DIRECT_POST",
        "source": "FILE_UPLOAD",
        "attempt": 1,
        "uploaded_bytes": 0,
        "observed_at": None,
        "created_at": NOW - HOUR,
        "status_since": NOW - HOUR,
        "cancel_due_at": None,
        "video_size": 1000,
        "request": {"privacy_level": "PUBLIC_TO_EVERYONE"},
        "request_sha256": b"",
        "sealed_addresses": None,
        "post_ids": [],
    }
    return PostView.model_validate(given | changes)


def test_a_post_for_everybody_without_a_public_id_is_not_public_yet() -> None:
    words = words_of(post(), NOW)

    assert words.message.startswith("TikTok has the post; it is not public yet.")
    assert "Published." not in words.message


def test_after_a_day_without_a_public_id_moderation_may_keep_the_post_back() -> None:
    words = words_of(post(status_since=NOW - 24 * HOUR), NOW)

    assert "moderation may be keeping it back" in words.message
    assert words.next_step == "Check the TikTok app."


@pytest.mark.parametrize("level", ["SELF_ONLY", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR"])
def test_a_post_for_some_never_gets_a_public_id_and_is_published(level: str) -> None:
    kept = post(request={"privacy_level": level}, status_since=NOW - 48 * HOUR)

    assert words_of(kept, NOW) == ("Published.", "There is nothing to do.")


def test_a_post_with_a_public_id_is_published() -> None:
    assert words_of(post(post_ids=["77"], was_public=True), NOW).message == "Published."


def test_a_post_that_is_public_no_more_is_not_told_as_waiting() -> None:
    gone = post(was_public=True, status_since=NOW - 48 * HOUR)

    assert words_of(gone, NOW).message.startswith("Published, and no longer public")


@pytest.mark.parametrize("mode", ["INBOX", "MEDIA_UPLOAD"])
def test_a_draft_that_was_posted_in_the_app_may_be_for_some_only(mode: str) -> None:
    posted = post(mode=mode, request={}, status_since=NOW - 48 * HOUR)

    assert words_of(posted, NOW).message.startswith("Published from the TikTok app.")


@pytest.mark.parametrize("code", ["file_format_check_failed", "picture_size_check_failed"])
def test_a_failure_quotes_the_limits_of_what_the_post_is_made_of(code: str) -> None:
    failed = {"status": "FAILED", "fail_reason": code}
    video = " ".join(words_of(post(**failed), NOW))
    photos = " ".join(words_of(post(**failed, media="PHOTO", source="PULL_FROM_URL"), NOW))

    assert "photo" not in video
    assert "JPEG" not in video
    assert "photo" in photos
    assert "4096" not in photos
    assert "MP4" not in photos


def test_a_new_attempt_after_a_photo_failure_risks_what_it_does_after_the_same_of_a_video() -> None:
    for found in PHOTO_FAILURES:
        of_video = CATALOGUE.entry("fail_reason", found.code)
        assert (found.kind, found.retry) == (of_video.kind, of_video.retry)


@pytest.mark.parametrize("status", ["UPLOADING", "PROCESSING", "LOST"])
def test_a_status_that_tiktok_refuses_to_tell_is_not_told_as_under_way(status: str) -> None:
    asked = post(status=status, platform_status="invalid_publish_id")
    waits = post(status=status, platform_status="PROCESSING_UPLOAD")

    assert words_of(asked, NOW).message == "TikTok does not know this post any longer."
    assert words_of(waits, NOW) != words_of(asked, NOW)


def test_a_link_is_tiktoks_own_or_made_of_the_user_name() -> None:
    seen = post(
        post_ids=["77", "78"],
        username="mara.bakes",
        share_urls={"78": "https://www.tiktok.com/@mara/video/78"},
    )

    assert seen.links == {
        "77": "https://www.tiktok.com/@mara.bakes/video/77",
        "78": "https://www.tiktok.com/@mara/video/78",
    }


def test_without_a_user_name_and_tiktoks_word_there_is_no_link() -> None:
    assert post(post_ids=["77"]).links == {}
