"""Whose sign is it? Only what fits one lost init, and nothing else, settles it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok.posts.lost_inits import LostInit, Sighting, may_be_of, settled

START = datetime(2026, 11, 1, tzinfo=UTC)


def intent(post: int = 1, **changes: Any) -> LostInit:
    """A fetched post whose init answer was lost."""
    given_fields: dict[str, Any] = {
        "post_id": UUID(int=post),
        "account_id": UUID(int=99),
        "attempt": 1,
        "attempted_at": START,
        "is_upload": False,
        "is_unknown": True,
        "caption": "Harbour at dawn",
    }
    return LostInit(**given_fields | changes)


def seen(name: str = "v_pub_url~1", minutes: float = 1, **changes: Any) -> Sighting:
    """A sign of some post, so long after the first init."""
    return Sighting(name, START + timedelta(minutes=minutes), **changes)


def names(intents: list[LostInit], sightings: list[Sighting]) -> list[tuple[int, str]]:
    """Give what is settled, by post and name."""
    return [(found.post_id.int, sign.name) for found, sign in settled(intents, sightings)]


def test_one_sign_that_fits_one_lost_init_settles_it() -> None:
    assert names([intent()], [seen()]) == [(1, "v_pub_url~1")]


@pytest.mark.parametrize("minutes", [-2, 72 * 60 + 1])
def test_a_sign_outside_the_window_is_somebody_elses(minutes: float) -> None:
    assert names([intent()], [seen(minutes=minutes)]) == []


def test_a_sign_that_fits_two_inits_settles_neither() -> None:
    assert names([intent(1), intent(2)], [seen()]) == []


def test_two_signs_that_fit_one_init_settle_nothing() -> None:
    assert names([intent()], [seen("v_pub_url~1"), seen("v_pub_url~2")]) == []


def test_an_init_whose_answer_may_still_come_is_a_rival() -> None:
    assert names([intent(1), intent(2, is_unknown=False)], [seen()]) == []


def test_an_init_that_was_answered_otherwise_is_no_claimant() -> None:
    assert names([intent(is_unknown=False)], [seen()]) == []


def test_an_uploaded_video_without_its_bytes_is_no_rival_of_a_published_one() -> None:
    upload = intent(2, is_upload=True)

    assert names([intent(1), upload], [seen()]) == [(1, "v_pub_url~1")]
    assert names([intent(1), upload], [seen(is_failure=True)]) == []


def test_a_lost_upload_is_never_settled_by_a_sign() -> None:
    assert names([intent(is_upload=True)], [seen(is_failure=True)]) == []


def test_a_video_settles_only_what_bears_its_caption() -> None:
    video = seen("7301", caption="Harbour  at dawn")

    assert names([intent(1), intent(2, caption="Another")], [video]) == [(1, "7301")]
    assert names([intent(caption="")], [seen("7301", caption="")]) == []


def test_a_caption_is_compared_as_far_as_the_list_shows_it() -> None:
    long = "word " * 100

    assert names([intent(caption=long)], [seen("7301", caption=long[:150])]) == [(1, "7301")]


intents = st.lists(
    st.builds(
        intent,
        st.integers(1, 5),
        attempted_at=st.integers(0, 3).map(lambda hours: START + timedelta(hours=hours)),
        is_upload=st.booleans(),
        is_unknown=st.booleans(),
    ),
    max_size=5,
    unique_by=lambda made: made.post_id,
)
signs = st.lists(
    st.builds(seen, st.sampled_from("abcd"), st.integers(-120, 300), is_failure=st.booleans()),
    max_size=4,
    unique_by=lambda sign: sign.name,
)


@given(intents, signs)
def test_no_init_and_no_sign_is_ever_used_twice_or_against_a_rival(
    made: list[LostInit], found: list[Sighting]
) -> None:
    pairs = settled(made, found)

    assert len({one.post_id for one, _ in pairs}) == len(pairs)
    assert len({sign.name for _, sign in pairs}) == len(pairs)
    for one, sign in pairs:
        assert [other for other in made if may_be_of(other, sign)] == [one]
        assert one.is_unknown
        assert not one.is_upload
