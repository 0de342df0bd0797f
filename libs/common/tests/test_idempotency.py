"""One idempotency key stands for one request."""

import pytest
from pydantic import BaseModel

from common.idempotency import KeyReused, StillInProgress, check_repeat, request_sha256


class Wanted(BaseModel):
    title: str
    is_new: bool = True


def test_a_request_is_the_same_once_there_is_a_field_more() -> None:
    class Later(Wanted):
        is_later: bool = False

    assert request_sha256(Later(title="a")) == request_sha256(Wanted(title="a"))
    assert request_sha256(Wanted(title="a", is_new=True)) != request_sha256(Wanted(title="a"))


def test_a_repeat_passes_once_the_first_is_answered() -> None:
    check_repeat(b"a", b"a", is_answered=True)


def test_another_body_under_the_same_key_is_refused_before_all_else() -> None:
    with pytest.raises(KeyReused):
        check_repeat(b"a", b"b", is_answered=False)


def test_a_repeat_waits_while_the_first_is_not_answered() -> None:
    with pytest.raises(StillInProgress):
        check_repeat(b"a", b"a", is_answered=False)
