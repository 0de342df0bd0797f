"""What is remembered of failed refreshes, and for how long."""

from datetime import timedelta
from uuid import uuid4

from accounts.tokens.vault import Failures


def test_a_failure_is_fresh_for_its_own_account_only() -> None:
    failures, one, other = Failures(timedelta(minutes=1)), uuid4(), uuid4()

    failures.note(one)

    assert failures.are_fresh(one)
    assert not failures.are_fresh(other)


def test_a_failure_counts_no_longer_than_its_rest_and_is_then_forgotten() -> None:
    failures, one, other = Failures(timedelta(0)), uuid4(), uuid4()

    failures.note(one)
    failures.note(other)

    assert not failures.are_fresh(one)
    assert failures._at == {}
