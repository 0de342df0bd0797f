"""What is known of a comment does not depend on the order, or the number, of what was told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instagram.comments.comment import By, Comment, Saying, first_known, joined

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ACCOUNT, USER = UUID(int=1), UUID(int=2)


def saying(
    text: str = "Nice",
    seconds: float = 0,
    by: By = "webhook",
    author: str = "fan",
    **more: object,
) -> Saying:
    """What is said of one comment."""
    at = NOW + timedelta(seconds=seconds)
    given_more = {"media_id": "17", **more}
    return Saying("9", by, at, text, author_id=f"{author}-id", author_name=author, **given_more)  # type: ignore[arg-type]


def after(*said: Saying) -> Comment:
    """The comment after all of it was said, in this order."""
    first, *others = said
    comment = first_known(ACCOUNT, USER, first, is_ours=False)
    for one in others:
        comment = joined(comment, one, is_ours=False)
    return comment


WEBHOOKS = st.builds(
    Saying,
    comment_id=st.just("9"),
    by=st.just("webhook"),
    at=st.integers(0, 5).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    text=st.sampled_from(["", "Nice", "Nicer", "nice"]),
    media_id=st.just("17"),
    parent_id=st.sampled_from([None, "8"]),
    author_id=st.sampled_from(["", "990"]),
    author_name=st.sampled_from(["", "fan"]),
    is_of_ad=st.booleans(),
)
READ = st.builds(
    Saying,
    comment_id=st.just("9"),
    by=st.just("comment_list"),
    at=st.integers(0, 5).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    text=st.sampled_from(["Nice", "Nicest"]),
    media_id=st.just("17"),
    author_id=st.just("990"),
    author_name=st.just("fan"),
    created_at=st.just(NOW),
)


@given(st.data(), st.lists(st.one_of(WEBHOOKS, READ), min_size=1, max_size=6))
def test_any_order_and_any_repeats_give_the_same_comment(
    data: st.DataObject, said: list[Saying]
) -> None:
    shuffled = data.draw(st.permutations(said))
    repeats = data.draw(st.lists(st.sampled_from(said), max_size=4))

    assert after(*said) == after(*shuffled, *repeats)


def test_an_edit_is_the_newest_text_whichever_comes_first() -> None:
    old, edited = saying("Nice", 0), saying("Nicer", 5)

    assert after(old, edited).text == after(edited, old).text == "Nicer"


def test_a_missing_author_is_taken_from_whatever_tells_it() -> None:
    withheld = Saying("9", "webhook", NOW, "Nice", media_id="17")

    known = after(withheld, saying(seconds=-5))

    assert (known.author_name, known.is_half_known) == ("fan", False)
    assert after(withheld).is_half_known


def test_the_post_wins_over_its_advertisement_whichever_is_told_first() -> None:
    of_ad, of_post = saying(is_of_ad=True, media_id="18"), saying(is_of_ad=False)

    for comment in (after(of_ad, of_post), after(of_post, of_ad)):
        assert (comment.media_id, comment.is_of_ad) == ("17", False)
    assert after(of_ad).is_of_ad


@pytest.mark.parametrize(
    ("by", "seconds", "is_deleted"),
    [("webhook", 99, True), ("comment_list", -1, True), ("comment_list", 99, False)],
)
def test_only_a_later_list_brings_a_deleted_comment_back(
    by: By, seconds: float, is_deleted: bool
) -> None:
    deleted = first_known(ACCOUNT, USER, saying(), is_ours=False)
    gone = replace(deleted, deleted_at=NOW)

    found = joined(gone, saying(seconds=seconds, by=by), is_ours=False)

    assert (found.deleted_at is not None) == is_deleted


def test_a_list_that_was_asked_for_before_the_hiding_does_not_show_the_comment_again() -> None:
    hidden = after(saying(), saying(seconds=5, by="comment_list", is_hidden=True))

    late = joined(hidden, saying(seconds=4, by="comment_list", is_hidden=False), is_ours=False)

    assert late.is_hidden
