"""What the events of retries, cancels, delays, drift and numbers make of the tables."""

from typing import Any

import pytest

from common.event import Event
from common.postgres import Pool
from contracts.accounts import AuthorizationRemovedObserved, ProfileObserved
from contracts.tiktok.events import (
    CancelRefused,
    CancelRequested,
    InitAccepted,
    InitOutcomeGivenUp,
    InitRejected,
    PostBecamePublic,
    PostDelayed,
    PostDrifted,
    PostFailed,
    PostLost,
    PostPublished,
    RetryRequested,
    UploadRefused,
    UploadTerminated,
)
from crm_projector.providers import PROJECTION

from ...builders import (
    ACCOUNT,
    BOBS_ACCOUNT,
    Story,
    connected,
    foreign,
    moment,
    post,
    requested,
    sampled,
)
from ...database import settle, tables
from ...sessions import ALICE, BOB

DELAYED = post(PostDelayed, "PROCESSING", since=moment(7))
LOST = post(PostLost, "LOST", since=moment(7))
RETRIED = post(RetryRequested, "INIT_ATTEMPTED", attempt=2)
SINCE = "2026-11-01T12:00:07+00:00"


async def only(pool: Pool, table: str, *events: Event) -> Any:
    """Give the one row that these events, counted from 1, make."""
    story = Story()
    await settle(pool, [story.tell(event, number) for number, event in enumerate(events, start=1)])
    [row] = (await tables(pool))[table]
    return row


async def test_a_photo_post_has_its_media_and_its_description(pool: Pool) -> None:
    photos = requested(media="PHOTO", description="Long", photo_count=3, video_size=None)

    row = await only(pool, "tiktok_posts", photos)

    assert (row["media"], row["description"], row["photo_count"]) == ("PHOTO", "Long", 3)


@pytest.mark.parametrize(
    ("event", "attempt", "found_by"),
    [
        (post(InitAccepted, "UPLOADING", attempt=2, found_by="webhook"), 2, "webhook"),
        (post(InitRejected, "INIT_REJECTED", attempt=3, code="c", message="m"), 3, None),
        (post(InitOutcomeGivenUp, "UNKNOWN", attempt=1), 1, None),
        (RETRIED, 2, None),
    ],
)
async def test_a_post_tells_its_attempt_and_how_its_outcome_was_found(
    event: Event, attempt: int, found_by: str | None, pool: Pool
) -> None:
    row = await only(pool, "tiktok_posts", requested(), event)

    assert (row["attempt"], row["found_by"]) == (attempt, found_by)


REFUSED = post(
    InitRejected,
    "INIT_REJECTED",
    attempt=1,
    code="invalid_params",
    message="Ours.",
    platform_message="The chunk size is invalid",
    log_id="LOG1",
)


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([REFUSED], ("invalid_params", "The chunk size is invalid", "LOG1")),
        (
            [post(PostFailed, "FAILED", fail_reason="internal", log_id="LOG2")],
            ("internal", None, "LOG2"),
        ),
        ([REFUSED, RETRIED], (None, None, None)),
    ],
)
async def test_a_failure_is_kept_with_the_platforms_own_words_until_the_next_attempt(
    events: list[Event], words: tuple[str | None, ...], pool: Pool
) -> None:
    row = await only(pool, "tiktok_posts", requested(), *events)

    assert (row["fail_reason"], row["platform_message"], row["log_id"]) == words


async def test_the_newest_link_of_a_public_post_is_kept(pool: Pool) -> None:
    first, newer = "https://www.tiktok.com/@old/video/9", "https://www.tiktok.com/@new/video/9"
    public = post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id="9", link=first)

    row = await only(pool, "tiktok_public_ids", public, sampled(1, link=newer), sampled(2))

    assert row["link"] == newer


@pytest.mark.parametrize(
    ("events", "since"),
    [
        ([DELAYED], SINCE),
        ([DELAYED, LOST], SINCE),
        ([DELAYED, post(PostPublished, "PUBLISH_COMPLETE")], None),
        ([LOST, post(PostFailed, "FAILED", fail_reason="x")], None),
        ([LOST, post(UploadTerminated, "FAILED")], None),
        ([LOST, post(UploadRefused, "FAILED", code="upload_expired")], None),
        ([LOST, RETRIED], None),
    ],
)
async def test_a_post_is_delayed_until_the_last_word(
    events: list[Event], since: str | None, pool: Pool
) -> None:
    row = await only(pool, "tiktok_posts", requested(), *events)

    assert row["delayed_since"] == since


@pytest.mark.parametrize(
    ("events", "cancel"),
    [
        ([post(CancelRequested, "PROCESSING")], ("REQUESTED", None)),
        (
            [post(CancelRequested, "PROCESSING"), post(CancelRefused, "PROCESSING", code="late")],
            ("REFUSED", "late"),
        ),
        ([post(UploadTerminated, "FAILED")], ("UPLOAD_TERMINATED", None)),
        ([post(UploadTerminated, "FAILED"), RETRIED], (None, None)),
        ([post(UploadTerminated, "FAILED", fail_reason="unsupported_video")], (None, None)),
    ],
)
async def test_a_post_tells_what_became_of_cancelling(
    events: list[Event], cancel: tuple[str | None, str | None], pool: Pool
) -> None:
    row = await only(pool, "tiktok_posts", requested(), *events)

    assert (row["cancel"], row["cancel_reason"]) == cancel


async def test_a_refused_upload_tells_why_it_failed(pool: Pool) -> None:
    refused = post(
        UploadRefused, "FAILED", code="upload_expired", platform_message="The upload is over."
    )

    row = await only(pool, "tiktok_posts", requested(), refused)

    assert (row["status"], row["fail_reason"]) == ("FAILED", "upload_expired")
    assert row["platform_message"] == "The upload is over."


async def test_a_retry_takes_the_failure_back(pool: Pool) -> None:
    failed = post(PostFailed, "FAILED", fail_reason="internal")

    row = await only(pool, "tiktok_posts", requested(), failed, RETRIED)

    assert (row["status"], row["fail_reason"]) == ("INIT_ATTEMPTED", None)


async def test_a_post_shows_what_its_newest_attempt_asks_for(pool: Pool) -> None:
    asked = {
        "changed": ["title", "video_size"],
        "requested_at": moment(0),
        "mode": "DIRECT_POST",
        "source": "FILE_UPLOAD",
        "title": "Mended",
        "video_size": 8,
    }
    changed = post(RetryRequested, "INIT_ATTEMPTED", attempt=2, request=asked)

    row = await only(pool, "tiktok_posts", requested(), changed, RETRIED)

    assert (row["title"], row["video_size"], row["mode"]) == ("Mended", 8, "DIRECT_POST")
    assert row["requested_at"] == "2026-11-01T12:00:00+00:00"


async def test_a_drift_lasts_until_the_next_word_on_the_public_id(pool: Pool) -> None:
    missing = post(
        PostDrifted, "PUBLISH_COMPLETE", kind="missing", platform_post_id="9", observed_at=moment(7)
    )
    public = post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id="9")

    drifted = await only(pool, "tiktok_public_ids", public, missing)
    after = await only(pool, "tiktok_public_ids", public, missing, public)

    assert (drifted["is_public"], drifted["drift"], drifted["drifted_at"]) == (
        True,
        "missing",
        SINCE,
    )
    assert (after["is_public"], after["drift"]) == (True, None)


async def test_an_id_that_is_only_listed_is_not_known_to_be_public(pool: Pool) -> None:
    unexpected = post(PostDrifted, "FAILED", kind="unexpected", platform_post_id="9")

    row = await only(pool, "tiktok_public_ids", unexpected)

    assert (row["is_public"], row["drift"]) == (None, "unexpected")


async def test_every_sample_is_kept_and_the_newest_is_at_the_public_id(pool: Pool) -> None:
    row = await only(pool, "tiktok_public_ids", sampled(10, at=1), sampled(30, at=2))

    samples = (await tables(pool))["insights"]
    assert (row["view_count"], row["like_count"]) == (30, 3)
    assert row["sampled_at"] == "2026-11-01T12:00:02+00:00"
    assert [sample["view_count"] for sample in samples] == [10, 30]


async def test_a_foreign_video_is_kept_as_it_was_found_first(pool: Pool) -> None:
    story = Story()
    told = [
        story.tell(foreign(title="First"), 1, at=1),
        story.tell(foreign(title="Again"), 2, at=2),
    ]

    await settle(pool, [told[1]], [told[0]])

    [row] = (await tables(pool))["foreign_videos"]
    assert (row["title"], row["user_id"]) == ("First", str(ALICE))


async def test_a_video_that_two_accounts_held_one_after_the_other_is_in_the_story_of_both(
    pool: Pool,
) -> None:
    story = Story()
    bobs = foreign(account_id=BOBS_ACCOUNT, user_id=BOB)

    await settle(pool, [story.tell(foreign(), 1), story.tell(bobs, 1)])

    told = (await tables(pool))["account_events"]
    assert {row["account_id"] for row in told} == {str(ACCOUNT), str(BOBS_ACCOUNT)}


async def test_a_profile_changes_the_name_and_nothing_else(pool: Pool) -> None:
    observed = ProfileObserved(
        provider="tiktok",
        account_id=ACCOUNT,
        user_id=ALICE,
        display_name="Alice B.",
        avatar_url="https://a.test/b",
        observed_at=moment(0),
    )

    row = await only(pool, "oauth_accounts", connected(), observed)

    assert (row["display_name"], row["avatar_url"]) == ("Alice B.", "https://a.test/b")
    assert (row["status"], row["platform_user_id"]) == ("CONNECTED", "open-1")


async def test_a_claimed_removal_is_shown_until_the_account_is_connected_again(pool: Pool) -> None:
    removed = AuthorizationRemovedObserved(
        provider="tiktok",
        account_id=ACCOUNT,
        user_id=ALICE,
        reason="1",
        effect="CHECKING",
        observed_at=moment(7),
    )

    checking = await only(pool, "oauth_accounts", connected(), removed)
    again = await only(pool, "oauth_accounts", connected(), removed, connected())

    assert (checking["status"], checking["removal_effect"]) == ("CONNECTED", "CHECKING")
    assert checking["removal_observed_at"] == SINCE
    assert again["removal_effect"] is None


def test_an_event_of_no_concern_writes_no_row() -> None:
    class OfAnotherVersion(Event):
        TYPE = "tiktok.Unheard.v1"
        TOPIC = "tiktok.posts.v1"

        @property
        def key(self) -> str:
            return "k"

    told = Story().tell(OfAnotherVersion(), 1)

    assert list(PROJECTION.rows_of(told, moment(0))) == []
