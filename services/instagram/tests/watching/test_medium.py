"""What of a listed medium is news, and when its numbers are due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from instagram.watching.medium import Known, digest_of, has_new_comments, is_sample_due
from platforms.instagram.media import Media

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
MEDIA = Media.model_validate(
    {
        "id": "17",
        "caption": "Fresh bread",
        "media_type": "IMAGE",
        "media_product_type": "FEED",
        "media_url": "https://cdn.example/1.jpg?signature=a",
        "permalink": "https://www.instagram.com/p/Sim1/",
        "timestamp": "2026-11-01T10:00:00+0000",
        "comments_count": 2,
        "like_count": 5,
    }
)
KNOWN = Known("17", None, "FEED", b"", NOW, None, None, b"", (), False, 2)


def test_a_newly_signed_address_is_no_news() -> None:
    signed = MEDIA.model_copy(update={"media_url": "https://cdn.example/1.jpg?signature=b"})
    linked = signed.model_copy(update={"permalink": f"{MEDIA.permalink}?igsh=x"})

    assert digest_of(linked, None) == digest_of(MEDIA, None)


@pytest.mark.parametrize(
    "change",
    [{"caption": "Bread"}, {"like_count": None}, {"comments_count": 3}, {"alt_text": "A loaf"}],
)
def test_what_readers_see_is_news(change: dict[str, object]) -> None:
    assert digest_of(MEDIA.model_copy(update=change), None) != digest_of(MEDIA, None)


def test_a_new_number_of_likes_is_no_news() -> None:
    liked = MEDIA.model_copy(update={"like_count": 6})

    assert digest_of(liked, None) == digest_of(MEDIA, None)


def test_a_medium_that_turns_out_to_be_ours_is_news() -> None:
    assert digest_of(MEDIA, UUID(int=1)) != digest_of(MEDIA, None)


@pytest.mark.parametrize(
    ("known", "listed", "has_new"),
    [(None, 0, False), (None, 1, True), (2, 2, False), (2, 1, True), (2, None, False)],
)
def test_comments_are_read_where_their_number_has_changed(
    known: int | None, listed: int | None, has_new: bool
) -> None:
    before = None if known is None else replace(KNOWN, comments_count=known)

    assert has_new_comments(before, MEDIA.model_copy(update={"comments_count": listed})) == has_new


@pytest.mark.parametrize(
    ("age_days", "since_days", "is_due"),
    [
        (1, None, True),
        (1, 0.4, False),
        (29, 0.6, True),
        (31, 1, False),
        (31, 6.6, True),
        (89, 5, False),
        (91, 8, False),
        (91, 29.6, True),
        (731, None, False),
    ],
)
def test_a_medium_is_sampled_daily_then_weekly_then_monthly_for_two_years(
    age_days: float, since_days: float | None, is_due: bool
) -> None:
    sampled_at = None if since_days is None else NOW - timedelta(days=since_days)
    known = replace(KNOWN, created_at=NOW - timedelta(days=age_days), sampled_at=sampled_at)

    assert is_sample_due(known, NOW) == is_due


@pytest.mark.parametrize(
    "change", [{"product_type": "STORY"}, {"has_no_insights": True}, {"gone_at": NOW}]
)
def test_what_has_no_numbers_or_a_turn_of_its_own_is_not_sampled(change: dict[str, object]) -> None:
    assert not is_sample_due(replace(KNOWN, **change), NOW)  # type: ignore[arg-type]
