"""Lengths of time as people say them."""

import pytest

from common.durations import in_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 second"),
        (0.4, "1 second"),
        (45, "45 seconds"),
        (60, "1 minute"),
        (61, "2 minutes"),
        (599.2, "10 minutes"),
        (3600, "60 minutes"),
        (86_399.5, "24 hours"),
        (86_400, "24 hours"),
    ],
)
def test_a_length_of_time_is_said_in_the_unit_that_people_use(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
