"""What comes next, and when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from instagram.posts.patience import (
    before_looking_at_containers,
    before_making_again,
    before_settling,
    may_be_called_again,
    may_be_made_anew,
)
from instagram.posts.post import WHOLE, Container, ContainerStatus, Post, Refusal
from instagram.posts.steps import (
    GiveUp,
    Identify,
    Look,
    Make,
    Publish,
    Settle,
    Step,
    due_in,
    next_step,
)

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
POST = Post(
    post_id=UUID(int=1),
    account_id=UUID(int=2),
    user_id=UUID(int=3),
    kind="CAROUSEL",
    items=2,
    status="PREPARING",
    attempt_at=NOW,
    caption="Two views",
)


def holding(post: Post, **states: ContainerStatus) -> Post:
    """Give the post containers: `a` and `b` are items, `whole` is the post."""
    names = {"a": 0, "b": 1, "whole": WHOLE}
    made = {names[name]: Container("17", state, NOW) for name, state in states.items()}
    return replace(post, containers=made)


@pytest.mark.parametrize(
    ("states", "step"),
    [
        ({}, Make(0)),
        ({"a": "IN_PROGRESS"}, Make(1)),
        ({"a": "IN_PROGRESS", "b": "FINISHED"}, Look((0,))),
        ({"a": "FINISHED", "b": "ERROR"}, Make(1)),
        ({"a": "FINISHED", "b": "REFUSED"}, Make(1)),
        ({"a": "FINISHED", "b": "FINISHED"}, Make(WHOLE)),
        ({"a": "FINISHED", "b": "FINISHED", "whole": "IN_PROGRESS"}, Look((WHOLE,))),
        ({"a": "FINISHED", "b": "FINISHED", "whole": "FINISHED"}, Publish()),
        ({"a": "EXPIRED", "b": "EXPIRED", "whole": "EXPIRED"}, Make(0)),
    ],
)
def test_children_come_before_the_parent_and_each_is_finished_before_it_is_used(
    states: dict[str, ContainerStatus], step: Step
) -> None:
    assert next_step(holding(POST, **states), NOW) == step


def test_a_container_that_was_seen_long_ago_is_looked_at_before_it_is_published() -> None:
    post = holding(replace(POST, kind="IMAGE", items=1), whole="FINISHED")

    assert next_step(post, NOW + timedelta(minutes=6)) == Look((WHOLE,))


@pytest.mark.parametrize(
    ("changes", "step"),
    [
        ({"status": "PUBLISHING", "called_at": NOW}, Settle()),
        ({"status": "PUBLISH_OUTCOME_UNKNOWN", "called_at": NOW}, Settle()),
        ({"status": "PUBLISH_OUTCOME_UNKNOWN", "called_at": NOW - timedelta(hours=72)}, GiveUp()),
        ({"attempt_at": NOW - timedelta(hours=72)}, GiveUp()),
        ({"status": "PUBLISHED", "media_id": "1789"}, Identify()),
        ({"status": "PUBLISHED", "media_id": "1789", "permalink": "https://x.test"}, None),
        ({"status": "PUBLISHED", "caption": ""}, None),
        ({"status": "PUBLISHED", "kind": "STORIES"}, None),
        ({"status": "FAILED"}, None),
        ({"status": "UNKNOWN"}, None),
    ],
)
def test_what_comes_after_the_call(changes: dict[str, object], step: Step | None) -> None:
    assert next_step(replace(POST, **changes), NOW) == step  # type: ignore[arg-type]


def test_pictures_are_asked_about_sooner_than_videos_and_both_less_and_less_often() -> None:
    ages = [timedelta(seconds=age) for age in (0, 1, 4, 30, 90, 299, 300)]

    picture, video = (
        [before_looking_at_containers(age, slow).total_seconds() for age in ages]
        for slow in (False, True)
    )

    assert picture == [1, 1, 4, 30, 60, 60, 300]
    assert video == [3, 3, 4, 30, 60, 60, 300]


def test_a_doubt_is_looked_into_often_at_first_and_then_seldom() -> None:
    ages = [timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(hours=7)]

    assert [before_settling(age).total_seconds() for age in ages] == [3, 60, 300, 900]


def test_a_refused_call_is_confirmed_ten_seconds_after_it() -> None:
    post = replace(POST, status="PUBLISHING", called_at=NOW, refusal=Refusal("25/2207050"))

    assert due_in(post, NOW + timedelta(seconds=4)) == timedelta(seconds=6)


@pytest.mark.parametrize("code", ["9004/2207052", "-2/2207003", "2207003", "9004"])
def test_a_fetch_is_tried_four_times_five_seconds_apart(code: str) -> None:
    assert [may_be_made_anew(code, made) for made in (1, 3, 4)] == [True, True, False]
    assert before_making_again(code, 3) == timedelta(seconds=5)


@pytest.mark.parametrize(
    ("code", "again"),
    [("9/2207042", True), ("9007/2207027", True), ("190/463", True), ("80002", True),
     ("unreachable", True), ("rate-limited", True), ("-1/2207032", False),
     ("25/2207050", False), ("10", False), ("36003/2207009", False),
     ("4/2207051", False)],
)  # fmt: skip
def test_which_refusals_to_publish_pass(code: str, again: bool) -> None:
    assert may_be_called_again(code) is again
