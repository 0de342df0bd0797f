"""One idempotency key stands for one request."""

import pytest
from aiohttp.test_utils import make_mocked_request
from pydantic import BaseModel

from common.errors import InvalidRequest
from common.idempotency import (
    KeyReused,
    StillInProgress,
    check_repeat,
    idempotency_key,
    request_sha256,
)


class Wanted(BaseModel):
    title: str
    is_new: bool = True


def test_a_request_need_have_no_key() -> None:
    assert idempotency_key(make_mocked_request("POST", "/")) is None


@pytest.mark.parametrize("key", ["k", "k" * 200])
def test_a_key_is_read_as_it_was_sent(key: str) -> None:
    request = make_mocked_request("POST", "/", headers={"idempotency-key": key})

    assert idempotency_key(request) == key


@pytest.mark.parametrize("key", ["", "k" * 201, "é", "a\tb"])
def test_a_key_of_another_form_is_refused(key: str) -> None:
    request = make_mocked_request("POST", "/", headers={"Idempotency-Key": key})

    with pytest.raises(InvalidRequest, match="1 to 200 printable characters"):
        idempotency_key(request)


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
