"""The post's machine: whatever the order of Instagram's words, states only rise."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instagram.posts import endings, machine
from instagram.posts.endings import RANK, Outcome
from instagram.posts.post import WHOLE, Container, Post, Refusal
from platforms.instagram.containers import ContainerState

START = datetime(2026, 11, 1, tzinfo=UTC)
NEW = Post(
    post_id=UUID(int=1),
    account_id=UUID(int=2),
    user_id=UUID(int=3),
    kind="CAROUSEL",
    items=2,
    status="REQUESTED",
    attempt_at=START,
    caption="Two views",
)
Word = Callable[[Post], Outcome]

items = st.sampled_from([0, 1, WHOLE])
times = st.integers(0, 40).map(lambda seconds: START + timedelta(seconds=seconds))
refusals = st.sampled_from(
    ["25/2207050", "9/2207042", "9007/2207027", "9004/2207052", "-1/2207032", "24/2207008", "1"]
).map(Refusal)


def said(change: Callable[..., Outcome], *arguments: object, **named: object) -> Word:
    """Let a word wait for the post that hears it."""
    return lambda post: change(post, *arguments, **named)


def state(status: str, subcode: str = "", container_id: str = "17") -> ContainerState:
    """What Instagram says of a container."""
    told = {"id": container_id, "status_code": status, "status": f"Error: {subcode}"}
    return ContainerState.model_validate(told)


def heard_of(item: int, status: str, subcode: str, at: datetime, *, is_old: bool) -> Word:
    """Speak of the post's container, or of one that was replaced."""

    def word(post: Post) -> Outcome:
        known = post.containers.get(item)
        name = known.container_id if known and known.container_id and not is_old else "9"
        return machine.seen(post, item, state(status, subcode, name), at)

    return word


words: st.SearchStrategy[Word] = st.one_of(
    st.builds(lambda n, at: said(machine.made, n, f"17{n + 1}{at.second}", at), items, times),
    st.builds(
        lambda n, why, at, passes: said(machine.not_made, n, why, at, may_pass=passes),
        items,
        refusals,
        times,
        st.booleans(),
    ),
    st.builds(
        lambda n, status, subcode, at, is_old: heard_of(n, status, subcode, at, is_old=is_old),
        items,
        st.sampled_from(["IN_PROGRESS", "FINISHED", "ERROR", "EXPIRED", "PUBLISHED"]),
        st.sampled_from(["", "2207026", "2207003"]),
        times,
        st.sampled_from([False, False, True]),
    ),
    st.builds(lambda at: said(machine.intended, at), times),
    st.builds(lambda why: said(machine.refused, why), refusals),
    st.builds(lambda why: said(machine.lost, why), st.none() | refusals),
    st.builds(
        lambda name, at, by: said(endings.live, name, at, by),
        st.none() | st.just("1789"),
        times,
        st.sampled_from(["answer", "container", "media_list"]),
    ),
    st.builds(
        lambda name, at: said(endings.identified, name, "https://instagram.test/p", at, "answer"),
        st.sampled_from(["1789", "1790"]),
        times,
    ),
    st.builds(lambda why: said(endings.failed, why, None), refusals),
    st.just(endings.given_up),
    st.just(machine.children_lost),
    st.just(endings.missed),
)


@given(st.lists(words, max_size=25))
def test_states_never_go_back_and_every_event_tells_the_state_after_it(heard: list[Word]) -> None:
    post = NEW
    for word in heard:
        after, events = word(post)
        told = [RANK[event.status] for event in events]
        assert RANK[after.status] >= RANK[post.status]
        assert told == sorted(told)
        assert not events or events[-1].status == after.status
        assert events or after.status == post.status
        post = after


@given(st.lists(words, max_size=25))
def test_what_is_said_twice_is_told_once(heard: list[Word]) -> None:
    post = NEW
    for word in heard:
        after, events = word(post)
        again, repeated = word(after)
        once = {event.TYPE for event in events} - {"instagram.ContainerCreated.v1"}
        assert not once & {event.TYPE for event in repeated}
        assert again.status == after.status or again.status == "FAILED"
        post = after


@given(st.lists(words, max_size=25))
def test_one_call_is_open_at_a_time(heard: list[Word]) -> None:
    post, open_calls = NEW, 0
    for word in heard:
        before = post
        post, events = word(post)
        called = sum(event.TYPE == "instagram.PublishAttempted.v1" for event in events)
        if before.called_at is not None:
            assert called == 0
        open_calls += called
    assert open_calls == 0 or post.whole is not None


@given(st.lists(words, max_size=25))
def test_a_container_that_is_published_ends_every_story_as_published(heard: list[Word]) -> None:
    post = NEW
    for word in heard:
        post, _ = word(post)
    post = replace(post, containers={**post.containers, WHOLE: Container("17", "FINISHED", START)})

    post, _ = machine.seen(post, WHOLE, state("PUBLISHED"), START)

    assert post.status == "PUBLISHED"


@given(st.lists(words, max_size=25))
def test_a_medium_that_is_known_is_never_replaced(heard: list[Word]) -> None:
    post = NEW
    for word in heard:
        after, _ = word(post)
        assert post.media_id in {None, after.media_id}
        post = after


def ready() -> Post:
    """A post whose call may be made."""
    return replace(NEW, status="PREPARING", containers={WHOLE: Container("17", "FINISHED", START)})


def test_a_clear_refusal_is_believed_only_after_the_container_has_confirmed_it_for_a_while() -> (
    None
):
    post, _ = machine.intended(ready(), START)
    post, _ = machine.refused(post, Refusal("25/2207050"))

    early, _ = machine.seen(post, WHOLE, state("FINISHED"), START + timedelta(seconds=9))
    late, events = machine.seen(post, WHOLE, state("FINISHED"), START + timedelta(seconds=10))

    assert (early.status, late.status) == ("PUBLISHING", "FAILED")
    assert [event.TYPE for event in events] == ["instagram.MediaFailed.v1"]


def test_a_limit_lets_the_call_be_made_again_and_tells_no_failure() -> None:
    post, _ = machine.intended(ready(), START)
    post, _ = machine.refused(post, Refusal("9/2207042"))

    post, events = machine.seen(post, WHOLE, state("FINISHED"), START + timedelta(seconds=10))
    again, told = machine.intended(post, START + timedelta(minutes=15))

    assert (post.status, post.called_at, events) == ("PUBLISHING", None, [])
    assert (again.status, [event.TYPE for event in told]) == (
        "PUBLISHING", ["instagram.PublishAttempted.v1"],
    )  # fmt: skip


@pytest.mark.parametrize(("called", "status"), [(True, "FAILED"), (False, "PREPARING")])
def test_an_expired_container_ends_a_call_and_before_it_is_made_anew(
    called: bool, status: str
) -> None:
    post = ready()
    if called:
        post, _ = machine.intended(post, START)
        post, _ = machine.lost(post, None)

    post, _ = machine.seen(post, WHOLE, state("EXPIRED"), START)

    assert post.status == status


def test_what_expires_while_a_refused_post_waits_is_made_anew() -> None:
    post, _ = machine.intended(ready(), START)
    post, _ = machine.refused(post, Refusal("190/463"))
    post, _ = machine.seen(post, WHOLE, state("FINISHED"), START + timedelta(seconds=10))
    later = START + timedelta(hours=25)
    post, _ = machine.seen(post, WHOLE, state("EXPIRED"), later)

    post, events = machine.made(post, WHOLE, "18", later)

    assert (post.status, post.whole) == (
        "PUBLISHING",
        Container("18", "IN_PROGRESS", later, made=2),
    )
    assert [event.TYPE for event in events] == ["instagram.ContainerCreated.v1"]


def test_a_late_answer_of_a_call_that_was_taken_for_lost_publishes_the_post() -> None:
    post, _ = machine.intended(ready(), START)
    post, _ = machine.lost(post, None)

    post, events = endings.live(post, "1789", START, "answer")

    assert (post.status, post.media_id) == ("PUBLISHED", "1789")
    assert [event.TYPE for event in events] == ["instagram.MediaPublished.v1"]


def test_a_container_that_comes_after_the_end_changes_nothing() -> None:
    post, _ = endings.failed(NEW, Refusal("36003/2207009"), 0)

    assert machine.made(post, 1, "17", START) == (post, [])


def test_what_is_said_of_a_container_that_was_replaced_changes_nothing() -> None:
    assert machine.seen(ready(), WHOLE, state("ERROR", "2207026", "16"), START) == (ready(), [])
