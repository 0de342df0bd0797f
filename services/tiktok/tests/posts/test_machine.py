"""The post's machine: whatever the order of TikTok's words, the same end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from contracts.tiktok.events import DeliveryState
from tiktok.posts.machine import (
    LISTED,
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
    Visibility,
    times,
    st.sampled_from([LISTED, MADE_PUBLIC, WITHDRAWN, POLLED]),
    st.booleans(),
)
observations = st.builds(
    Observation,
    by=st.sampled_from(["poll", "webhook", "video_list"]),
    at=times,
    earlier_attempt=st.sampled_from([None, 1]),
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


def is_published(one: Observation) -> bool:
    """Whether the word means that the post was published, whatever else it says."""
    is_public = any(word.is_public for word in one.visibility.values())
    return is_public or one.status == "PUBLISH_COMPLETE"


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
    assert twice.has_conflict == straight.has_conflict


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
    assert types == ["tiktok.PostPublished.v1", "tiktok.PostBecamePublic.v1"]


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


@given(st.lists(observations, max_size=6))
def test_no_word_on_an_earlier_attempt_moves_the_live_one(heard: list[Observation]) -> None:
    earlier = [replace(one, earlier_attempt=1) for one in heard]

    post, types = hear(POST, earlier)

    assert replace(post, has_conflict=False, visibility={}, earlier={}) == POST
    assert dict(post.earlier) == dict.fromkeys(post.visibility, 1)
    assert set(types) <= {
        "tiktok.StatusConflict.v1",
        "tiktok.PostBecamePublic.v1",
        "tiktok.PostNoLongerPublic.v1",
    }
    conflicts = types.count("tiktok.StatusConflict.v1")
    assert conflicts == any(is_published(one) for one in earlier)


@given(st.lists(observations, max_size=8))
def test_what_leaves_the_state_as_it_was_is_no_event(heard: list[Observation]) -> None:
    post = POST
    for observation in heard:
        before = post
        post, events = observe(post, observation)
        assert post != before or events == []


@given(st.lists(observations, max_size=8))
def test_a_published_post_stays_published(heard: list[Observation]) -> None:
    published, _ = hear(POST, [said("PUBLISH_COMPLETE")])

    post, types = hear(published, heard)

    assert post.status == "PUBLISH_COMPLETE"
    assert "tiktok.PostFailed.v1" not in types


@given(st.lists(observations, max_size=6))
def test_only_tiktoks_own_word_publishes(heard: list[Observation]) -> None:
    post, _ = hear(POST, [one for one in heard if not is_published(one)])

    assert post.status != "PUBLISH_COMPLETE"


def test_what_is_public_was_published_though_nothing_else_said_so() -> None:
    public = Observation(by="webhook", at=START, visibility={"7": Visibility(START, 1, True)})

    for status in ("PROCESSING", "SEND_TO_USER_INBOX", "LOST"):
        post, types = hear(replace(POST, status=status), [public, public])
        assert (post.status, types) == (
            "PUBLISH_COMPLETE",
            ["tiktok.PostPublished.v1", "tiktok.PostBecamePublic.v1"],
        )
    post, types = hear(replace(POST, status="FAILED", fail_reason="internal"), [public])
    assert (post.status, post.fail_reason, post.has_conflict) == ("PUBLISH_COMPLETE", None, True)
    assert types[:2] == ["tiktok.PostPublished.v1", "tiktok.StatusConflict.v1"]


def test_an_earlier_attempt_that_was_published_after_all_is_told_once() -> None:
    retried = replace(POST, status="INIT_ATTEMPTED", publish_id=None)
    late = replace(said("PUBLISH_COMPLETE"), earlier_attempt=1)

    post, types = hear(retried, [late, late])

    assert post.status == "INIT_ATTEMPTED"
    assert types == ["tiktok.StatusConflict.v1"]


def test_the_public_id_of_an_earlier_attempt_is_kept_beside_that_of_the_live_one() -> None:
    first, second, gone = (
        Observation(by="webhook", at=at, visibility={name: Visibility(at, 1, is_public)})
        for name, at, is_public in (
            ("7", START, True),
            ("8", START, True),
            ("7", START + timedelta(seconds=1), False),
        )
    )

    for heard in permutations([replace(first, earlier_attempt=1), second]):
        post, types = hear(POST, list(heard))
        assert (post.status, set(post.visibility)) == ("PUBLISH_COMPLETE", {"7", "8"})
        assert dict(post.earlier) == {"7": 1}
        assert types.count("tiktok.PostBecamePublic.v1") == 2
    after, events = observe(post, replace(gone, earlier_attempt=1))
    assert not after.visibility["7"].is_public
    assert [event.model_dump()["earlier_attempt"] for event in events] == [1]


def test_a_post_is_public_twice_where_two_attempts_are_whichever_they_are() -> None:
    public = Visibility(START, MADE_PUBLIC, is_public=True)

    def seen(name: str, attempt: int | None) -> Observation:
        return Observation("webhook", START, visibility={name: public}, earlier_attempt=attempt)

    told = {(1, 2): True, (1, None): True, (None, None): False, (2, 2): False}
    for (first, second), is_twice in told.items():
        post, _ = hear(POST, [seen("7", first), seen("8", second)])
        assert post.is_twice is is_twice


def test_a_lost_post_is_found_by_any_later_word_on_its_end() -> None:
    for word in ("SEND_TO_USER_INBOX", "FAILED", "PUBLISH_COMPLETE"):
        post, _ = hear(replace(POST, status="LOST"), [said(word, reason="internal")])
        assert post.status == word

    still, types = hear(replace(POST, status="LOST"), [said("PROCESSING_UPLOAD", "poll")])
    assert still.status == "LOST"
    assert types == ["tiktok.StatusObserved.v1"]


def test_a_draft_may_become_several_public_posts() -> None:
    heard = [said("SEND_TO_USER_INBOX"), said("PUBLISH_COMPLETE"), said("PUBLISH_COMPLETE")]
    public = [
        Observation(by="webhook", at=START, visibility={name: Visibility(START, 1, True)})
        for name in ("7", "8")
    ]

    post, types = hear(POST, [*heard, *public])

    assert set(post.visibility) == {"7", "8"}
    assert types == [
        "tiktok.PostDeliveredToInbox.v1",
        "tiktok.PostPublished.v1",
        "tiktok.PostBecamePublic.v1",
        "tiktok.PostBecamePublic.v1",
    ]


def test_a_post_that_is_hidden_and_shown_again_tells_of_both() -> None:
    def shown(second: int, rank: int) -> Observation:
        at = START + timedelta(seconds=second)
        return Observation(
            by="webhook", at=at, visibility={"7": Visibility(at, rank, rank == MADE_PUBLIC)}
        )

    post, types = hear(POST, [shown(1, MADE_PUBLIC), shown(2, WITHDRAWN), shown(3, MADE_PUBLIC)])

    assert post.visibility["7"].is_public
    assert [kind.removeprefix("tiktok.") for kind in types] == [
        "PostPublished.v1",
        "PostBecamePublic.v1",
        "PostNoLongerPublic.v1",
        "PostBecamePublic.v1",
    ]
