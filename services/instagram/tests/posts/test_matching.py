"""Which medium a post is: one that nothing else could be, or none."""

from datetime import UTC, datetime, timedelta

import pytest

from instagram.posts.matching import Sought, found_in
from platforms.instagram.media import Media

CALLED = datetime(2026, 11, 1, 12, tzinfo=UTC)
SOUGHT = Sought("IMAGE", "Fresh bread\r\n", CALLED)


def medium(
    id_: str, caption: str = "Fresh bread", seconds: float = 1, product: str = "FEED"
) -> Media:
    """A medium of the list."""
    at = CALLED + timedelta(seconds=seconds)
    return Media(id=id_, caption=caption, timestamp=at, media_product_type=product)


def test_the_one_medium_with_the_caption_in_the_time_of_the_call_is_the_post() -> None:
    listed = [medium("3", "In the app", 5), medium("2"), medium("1", seconds=-4000)]

    found = found_in(SOUGHT, listed, ())

    assert found is not None
    assert found.id == "2"


@pytest.mark.parametrize(
    "listed",
    [
        [],
        [medium("1", "Something else")],
        [medium("1"), medium("2")],
        [medium("1", seconds=-121)],
        [medium("1", seconds=1801)],
        [medium("1", product="REELS")],
    ],
)
def test_no_medium_is_better_than_a_wrong_one(listed: list[Media]) -> None:
    assert found_in(SOUGHT, listed, ()) is None


def test_a_medium_of_another_post_is_not_this_one() -> None:
    assert found_in(SOUGHT, [medium("1")], {"1"}) is None


def test_where_two_posts_could_be_the_medium_neither_is() -> None:
    assert found_in(Sought("IMAGE", "Fresh bread", CALLED, rivals=1), [medium("1")], ()) is None


@pytest.mark.parametrize(("kind", "caption"), [("IMAGE", "  "), ("STORIES", "Fresh bread")])
def test_a_post_without_words_is_never_guessed(kind: str, caption: str) -> None:
    assert found_in(Sought(kind, caption, CALLED), [medium("1", caption)], ()) is None
