"""The post's machine: whatever the order of TikTok's words, the same end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from contracts.tiktok import DeliveryState
from tiktok.machine import (
    MADE_PUBLIC,
    POLLED,
    RANK,
    WITHDRAWN,
    Observation,
    Post,
    Visibility,
    observe,
    polled_ids,
)

START = datetime(2026, 11, 1, tzinfo=UTC)
POST = Post(UUID(int=1), UUID(int=2), UUID(int=3), "UPLOADING", publish_id="v_pub_file~v2-1.7")

statuses = st.sampled_from(
    ["PROCESSING_UPLOAD", "PROCESSING_DOWNLOAD", "SEND_TO_USER_INBOX", "PUBLISH_COMPLETE", "FAILED"]
)
times = st.integers(0, 3).map(lambda seconds: START + timedelta(seconds=seconds))
words = st.builds(
    lambda at, rank: Visibility(at, rank, rank != WITHDRAWN),
    times,
    st.sampled_from([MADE_PUBLIC, WITHDRAWN, POLLED]),
)
observations = st.builds(
    Observation,
    by=st.sampled_from(["poll", "webhook"]),
    at=times,
    status=st.none() | statuses,
    fail_reason=st.just("internal"),
    visibility=st.dictionaries(st.sampled_from(["7", "8"]), words, max_size=2),
)


def hear(post: Post, heard: list[Observation]) -> tuple[Post, list[str]]:
    """Let a post hear everything; gives it and the types of its events."""
    types: list[str] = []
    for observation in heard:
        post, events = observe(post, observation)
        types += [event.TYPE for event in events]
    return post, types


def said(status: str, by: str = "webhook", reason: str | None = None) -> Observation:
    """One word on delivery."""
    return Observation(by=by, at=START, status=status, fail_reason=reason)  # type: ignore[arg-type]


@given(st.lists(observations, max_size=6), st.randoms())
def test_any_order_and_any_repetition_of_observations_ends_in_the_same_state(
    heard: list[Observation], random: object
) -> None:
    shuffled = [*heard, *heard]
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    straight, _ = hear(POST, heard)
    twice, _ = hear(POST, shuffled)

    assert (twice.status, twice.visibility) == (straight.status, straight.visibility)


@given(st.lists(observations, max_size=8))
def test_delivery_never_goes_back(heard: list[Observation]) -> None:
    post, ranks = POST, [RANK[POST.status]]
    for observation in heard:
        post, _ = observe(post, observation)
        ranks.append(RANK[post.status])

    assert ranks == sorted(ranks)


@given(observations)
def test_the_same_observation_again_is_no_event(observation: Observation) -> None:
    once, _ = observe(POST, observation)
    again, events = observe(once, observation)

    assert (again, events) == (once, [])


@given(st.lists(observations, max_size=6))
def test_every_event_carries_a_status_no_lower_than_the_one_before(
    heard: list[Observation],
) -> None:
    post, statuses_told = POST, [POST.status]
    for observation in heard:
        post, events = observe(post, observation)
        statuses_told += [event.status for event in events]

    assert [RANK[told] for told in statuses_told] == sorted(RANK[told] for told in statuses_told)


def test_a_published_post_stays_published_when_tiktok_says_failed_and_the_conflict_is_told() -> (
    None
):
    post, types = hear(POST, [said("PUBLISH_COMPLETE"), said("FAILED", reason="internal")])

    assert post.status == "PUBLISH_COMPLETE"
    assert post.fail_reason is None
    assert types == ["tiktok.PostPublished.v1", "tiktok.StatusConflict.v1"]


def test_published_beats_a_failure_that_was_heard_first() -> None:
    post, types = hear(POST, [said("FAILED", reason="internal"), said("PUBLISH_COMPLETE")])

    assert post.status == "PUBLISH_COMPLETE"
    assert types == [
        "tiktok.PostFailed.v1",
        "tiktok.PostPublished.v1",
        "tiktok.StatusConflict.v1",
    ]


def test_a_late_complete_does_not_take_the_public_id_away() -> None:
    public = Observation(by="webhook", at=START, visibility={"7": Visibility(START, 1, True)})

    post, types = hear(POST, [public, said("PUBLISH_COMPLETE")])

    assert post.visibility["7"].is_public
    assert types == ["tiktok.PostBecamePublic.v1", "tiktok.PostPublished.v1"]


def test_at_an_equal_second_a_poll_is_believed_over_a_webhook() -> None:
    polled = Observation(by="poll", at=START, visibility=polled_ids(START, ("7",)))
    withdrawn = Observation(
        by="webhook", at=START, visibility={"7": Visibility(START, WITHDRAWN, False)}
    )

    for order in ([polled, withdrawn], [withdrawn, polled]):
        post, _ = hear(POST, order)
        assert post.visibility["7"].is_public


def test_an_unknown_status_is_told_once_and_moves_nothing() -> None:
    post, types = hear(POST, [said("SOMETHING_NEW", "poll"), said("SOMETHING_NEW", "poll")])

    assert post.status == "UPLOADING"
    assert types == ["tiktok.StatusObserved.v1"]


def test_the_uploading_word_changes_nothing_once_the_upload_is_complete() -> None:
    processing: DeliveryState = "PROCESSING"
    complete = replace(POST, status=processing)

    post, _ = observe(complete, said("PROCESSING_UPLOAD", "poll"))

    assert post.status == processing
