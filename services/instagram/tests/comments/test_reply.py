"""A lost answer is recognised only where it fits one comment and nothing else."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from instagram.comments.reply import Lost, OwnComment, next_look, settled

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
REPLY = UUID(int=7)


def lost(text: str = "Thanks!", seconds: float = 0, reply_id: UUID = REPLY) -> Lost:
    return Lost(reply_id, text, NOW + timedelta(seconds=seconds))


def found(text: str = "Thanks!", seconds: float = 1, name: str = "1") -> OwnComment:
    return OwnComment(name, text, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("comment", "fits"),
    [
        (found(), True),
        (found("  Thanks!\n"), True),
        (found("Thanks"), False),
        (found(seconds=-50), True),
        (found(seconds=-61), False),
        (found(seconds=299), True),
        (found(seconds=301), False),
    ],
)
def test_text_and_time_must_fit(comment: OwnComment, fits: bool) -> None:
    assert settled([lost()], [comment]) == ({REPLY: "1"} if fits else {})


def test_two_answers_of_the_same_words_are_not_told_apart() -> None:
    other = lost(reply_id=uuid4())

    assert settled([lost(), other], [found(name="1")]) == {}
    assert settled([lost()], [found(name="1"), found(name="2")]) == {}


def test_answers_of_other_words_do_not_stand_in_the_way() -> None:
    other = lost("See you", reply_id=uuid4())

    assert settled([lost(), other], [found(), found("Soon", name="2")]) == {REPLY: "1"}


@pytest.mark.parametrize(
    ("age", "pause"),
    [
        (timedelta(seconds=1), timedelta(seconds=15)),
        (timedelta(hours=1), timedelta(minutes=15)),
        (timedelta(hours=70), timedelta(hours=6)),
    ],
)
def test_it_is_looked_for_soon_and_then_less_often(age: timedelta, pause: timedelta) -> None:
    assert next_look(NOW - age, NOW) == NOW + pause
