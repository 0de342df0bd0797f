"""When TikTok is asked again: soon at first, seldom later, and not for ever."""

from datetime import timedelta

import pytest

from contracts.tiktok.events import DeliveryState
from tiktok.posts.poll_schedule import Waiting, next_poll


def seconds_after(status: DeliveryState, age: float, lacks_public_id: bool = True) -> float | None:
    """Give the gap before the next poll."""
    wait = next_poll(Waiting(status, timedelta(seconds=age), lacks_public_id))
    return wait.total_seconds() if wait is not None else None


def test_a_post_in_processing_is_asked_about_with_growing_gaps_then_every_quarter_of_an_hour() -> (
    None
):
    asked_at, gaps = 5.0, []
    for _ in range(5):
        gap = seconds_after("PROCESSING", asked_at)
        assert gap is not None
        gaps.append(gap)
        asked_at += gap

    assert gaps == [5, 10, 20, 40, 60]
    assert seconds_after("PROCESSING", 1799) == 60
    assert seconds_after("PROCESSING", 1800) == 900
    assert seconds_after("PROCESSING", 86_000) == 900


def test_an_unfinished_upload_is_asked_about_seldom() -> None:
    assert seconds_after("UPLOADING", 1) == 60
    assert seconds_after("UPLOADING", 3700) == 900


def test_a_draft_in_the_inbox_is_asked_about_for_two_days() -> None:
    assert seconds_after("SEND_TO_USER_INBOX", 0) == 900
    assert seconds_after("SEND_TO_USER_INBOX", 48 * 3600 - 1) == 900
    assert seconds_after("SEND_TO_USER_INBOX", 48 * 3600) is None


def test_the_id_of_a_published_post_is_looked_for_for_two_days() -> None:
    assert seconds_after("PUBLISH_COMPLETE", 1) == 5
    assert seconds_after("PUBLISH_COMPLETE", 47 * 3600) == 900
    assert seconds_after("PUBLISH_COMPLETE", 48 * 3600) is None


def test_a_private_post_or_one_with_an_id_is_asked_about_no_more() -> None:
    assert seconds_after("PUBLISH_COMPLETE", 1, lacks_public_id=False) is None


@pytest.mark.parametrize("status", ["FAILED", "LOST", "INIT_REJECTED", "UNKNOWN"])
def test_a_post_that_is_over_is_asked_about_no_more(status: DeliveryState) -> None:
    assert seconds_after(status, 1) is None
