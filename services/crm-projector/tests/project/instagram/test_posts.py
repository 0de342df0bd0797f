"""What the events of a post that was asked for here make of its row."""

import pytest

from common.event import Event
from common.postgres import Pool
from contracts.instagram.posts import (
    ContainerStatusObserved,
    MediaFailed,
    MediaIdentified,
    MediaPublished,
    PublishAttempted,
    PublishOutcomeGivenUp,
    PublishOutcomeUnknown,
    RetryRequested,
)

from ...instagram import LINK, MEDIUM, asked, post, requested
from .rows import only

FAILED = post(
    MediaFailed,
    "FAILED",
    code="video_too_long",
    message="Ours.",
    platform_message="Theirs.",
    item=1,
    fbtrace_id="Atrace",
)
RETRIED = post(RetryRequested, "PREPARING", attempt=2)
PUBLISHED = post(MediaPublished, "PUBLISHED", media_id=MEDIUM)
IDENTIFIED = post(MediaIdentified, "PUBLISHED", media_id=MEDIUM, permalink=LINK)
UNKNOWN = post(
    PublishOutcomeUnknown, "PUBLISH_OUTCOME_UNKNOWN", container_id="c", code="-2", fbtrace_id="B"
)


async def test_a_post_keeps_what_was_asked_for(pool: Pool) -> None:
    items = [
        {"is_video": False, "source": "URL", "alt_text": "A cat"},
        {"is_video": True, "source": "URL", "alt_text": ""},
    ]
    wanted = asked(kind="CAROUSEL", items=items, location_id="1", collaborators_count=2)

    row = await only(pool, "ig_posts", requested(wanted))

    assert (row["kind"], row["caption"], row["location_id"]) == ("CAROUSEL", "Hello", "1")
    assert [(one["is_video"], one["alt_text"]) for one in row["items"]] == [
        (False, "A cat"),
        (True, ""),
    ]
    assert (row["created_at"], row["attempt"]) == ("2026-11-01T12:00:00+00:00", 1)


@pytest.mark.parametrize(
    ("events", "failure"),
    [
        ([FAILED], ("video_too_long", "Ours.", "Theirs.", 1, "Atrace")),
        ([UNKNOWN], ("-2", None, None, None, "B")),
        ([FAILED, RETRIED], (None,) * 5),
        ([UNKNOWN, post(PublishAttempted, "PUBLISHING", container_id="c")], (None,) * 5),
        ([UNKNOWN, PUBLISHED], (None,) * 5),
        ([UNKNOWN, post(PublishOutcomeGivenUp, "UNKNOWN")], ("-2", None, None, None, "B")),
    ],
)
async def test_a_failure_is_kept_until_the_next_attempt_or_success(
    events: list[Event], failure: tuple[object, ...], pool: Pool
) -> None:
    row = await only(pool, "ig_posts", requested(), *events)

    names = ("fail_code", "fail_message", "platform_message", "failed_item", "fbtrace_id")
    assert tuple(row[name] for name in names) == failure


async def test_a_published_post_has_its_medium_and_its_link(pool: Pool) -> None:
    row = await only(pool, "ig_posts", requested(), PUBLISHED, IDENTIFIED)

    assert (row["status"], row["media_id"], row["permalink"]) == ("PUBLISHED", MEDIUM, LINK)
    assert (row["found_by"], row["published_at"]) == ("answer", "2026-11-01T12:00:00+00:00")


async def test_a_post_without_a_known_medium_gets_it_later(pool: Pool) -> None:
    found = post(MediaPublished, "PUBLISHED", found_by="container")

    before = await only(pool, "ig_posts", requested(), found)
    after = await only(pool, "ig_posts", requested(), found, IDENTIFIED)

    assert (before["found_by"], before["media_id"]) == ("container", None)
    assert (after["found_by"], after["media_id"]) == ("container", MEDIUM)


async def test_a_retry_may_ask_for_something_else(pool: Pool) -> None:
    changed = post(RetryRequested, "PREPARING", attempt=2, request=asked(caption="Mended"))
    again = post(RetryRequested, "PREPARING", attempt=3)

    row = await only(pool, "ig_posts", requested(), FAILED, changed, again)

    assert (row["caption"], row["attempt"], row["kind"]) == ("Mended", 3, "REELS")
    assert row["created_at"] == "2026-11-01T12:00:00+00:00"


async def test_what_becomes_of_a_container_moves_the_status_and_nothing_else(pool: Pool) -> None:
    said = post(
        ContainerStatusObserved, "PREPARING", container_id="c", platform_status="IN_PROGRESS"
    )

    row = await only(pool, "ig_posts", requested(), said)

    assert (row["status"], row["caption"], row["fail_code"]) == ("PREPARING", "Hello", None)
