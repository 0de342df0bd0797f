"""Every state, and everything that holds a post up or ends it, has words and a next step."""

from datetime import UTC, datetime
from typing import get_args
from uuid import UUID

import pytest

from contracts.instagram.posts import PostState
from instagram.posts.retries import change_of, retry_of
from instagram.posts.view import PostView
from instagram.posts.words import words_of

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def view(status: PostState, **changes: object) -> PostView:
    """A post in this state."""
    given = {
        "post_id": UUID(int=1),
        "account_id": UUID(int=2),
        "user_id": UUID(int=3),
        "kind": "CAROUSEL",
        "status": status,
        "attempt": 1,
        "media_id": None,
        "permalink": "",
        "fail_code": "",
        "fail_item": None,
        "fail_message": "",
        "fbtrace_id": None,
        "waits_for": "",
        "observed_at": None,
        "created_at": NOW,
        "status_since": NOW,
        "request": {"media": []},
        "request_sha256": b"",
        "sealed_addresses": None,
        "parts": [],
    }
    return PostView.model_validate({**given, **changes})


@pytest.mark.parametrize("status", get_args(PostState))
def test_every_state_is_a_sentence_and_a_next_step(status: PostState) -> None:
    words = words_of(view(status))

    assert words.message.endswith(".")
    assert words.next_step.endswith(".")


@pytest.mark.parametrize(
    ("status", "retry"),
    [
        ("REQUESTED", "never"),
        ("PREPARING", "never"),
        ("PUBLISHING", "never"),
        ("PUBLISHED", "never"),
        ("FAILED", "safe"),
        ("PUBLISH_OUTCOME_UNKNOWN", "may_post_twice"),
        ("UNKNOWN", "may_post_twice"),
    ],
)
def test_only_what_has_failed_is_safe_to_try_again(status: PostState, retry: str) -> None:
    assert retry_of(view(status)) == retry


@pytest.mark.parametrize(
    ("code", "retry", "change"),
    [
        ("36003/2207009", "safe", "media"),
        ("2207026", "safe", "media"),
        ("36004/2207010", "safe", "text"),
        ("9004/2207052", "safe", None),
        ("account-disconnected", "safe", None),
        ("2209999", "safe", None),
        ("368", "never", None),
        ("100/2207023", "never", None),
    ],
)
def test_what_a_further_attempt_must_change_depends_on_the_reason(
    code: str, retry: str, change: str | None
) -> None:
    post = view("FAILED", fail_code=code)

    assert (retry_of(post), change_of(post)) == (retry, change)


def test_a_negative_code_is_instagrams_and_no_word_of_ours() -> None:
    assert words_of(view("FAILED", fail_code="-2/2207020", fail_item=1)) == (
        "Item 2: Instagram no longer has the file.",
        "Try the post again.",
    )


def test_what_holds_a_post_up_is_told_while_it_goes_on_by_itself() -> None:
    limit = words_of(view("PREPARING", waits_for="9/2207042"))
    access = words_of(view("PREPARING", waits_for="190/463"))

    assert limit.message.startswith("This account has reached Instagram's limit of posts")
    assert limit.next_step == "Postlog will continue automatically."
    assert access.next_step == "Connect the account again."
    assert words_of(view("PUBLISHED", waits_for="190/463", permalink="https://x.test")) == (
        "Published.",
        "There is nothing to do.",
    )
