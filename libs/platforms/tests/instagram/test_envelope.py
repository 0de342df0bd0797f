"""Errors of Graph's by code and subcode, whatever status and text they come with."""

import json

import pytest

from platforms.errors import (
    ClientMisconfigured,
    GrantRefused,
    PlatformDown,
    PlatformError,
    RateLimited,
    Rejected,
    ScopeMissing,
    TokenInvalid,
)
from platforms.instagram.envelope import Created, read_accepted, read_object

from .support import graph_error


def outcome(
    body: object, status: int = 400, headers: dict[str, str] | None = None
) -> PlatformError:
    with pytest.raises(PlatformError) as raised:
        read_object(Created, status, headers or {}, json.dumps(body).encode())
    return raised.value


@pytest.mark.parametrize(
    ("code", "subcode", "kind"),
    [
        (1, None, PlatformDown),
        (2, None, PlatformDown),
        (3, None, ClientMisconfigured),
        (4, None, RateLimited),
        (4, 2207051, RateLimited),
        (9, 2207042, RateLimited),
        (10, None, ScopeMissing),
        (17, None, RateLimited),
        (24, 2207006, Rejected),
        (100, None, Rejected),
        (100, 33, Rejected),
        (100, 36007, GrantRefused),
        (100, 36008, ClientMisconfigured),
        (100, 36009, GrantRefused),
        (102, None, TokenInvalid),
        (190, None, TokenInvalid),
        (190, 463, TokenInvalid),
        (200, None, ScopeMissing),
        (294, None, ScopeMissing),
        (613, None, RateLimited),
        (9007, 2207027, Rejected),
        (36003, 2207009, Rejected),
        (80002, None, RateLimited),
        (-1, 2207001, PlatformDown),
        (-1, 2207032, Rejected),
        (-2, 2207003, PlatformDown),
        (-2, 2207020, Rejected),
        (1, 2207057, Rejected),
    ],
)
def test_a_code_decides_who_must_act(
    code: int, subcode: int | None, kind: type[PlatformError]
) -> None:
    found = outcome(graph_error(code, subcode))

    assert type(found) is kind
    assert found.code == (str(code) if subcode is None else f"{code}/{subcode}")
    assert found.log_id == "ASimTrace1"


@pytest.mark.parametrize("status", [200, 400, 401, 403, 500])
def test_an_error_counts_under_every_status(status: int) -> None:
    assert isinstance(outcome(graph_error(190), status), TokenInvalid)


def test_a_transient_error_that_nobody_knows_may_pass() -> None:
    assert isinstance(outcome(graph_error(777, is_transient=True)), PlatformDown)
    assert isinstance(outcome(graph_error(777)), Rejected)


def test_a_refusal_waits_as_long_as_the_header_says_in_minutes() -> None:
    usage = '{"1784":[{"type":"instagram","call_count":100,"estimated_time_to_regain_access":14}]}'

    found = outcome(graph_error(80002), headers={"X-Business-Use-Case-Usage": usage})

    assert isinstance(found, RateLimited)
    assert found.retry_after == 14 * 60


@pytest.mark.parametrize("body", [b"<html>", b"", b"{}", b'{"id":"x y"}', b"[1]"])
def test_an_answer_without_sense_is_no_success(body: bytes) -> None:
    with pytest.raises(PlatformDown):
        read_object(Created, 200, {}, body)


@pytest.mark.parametrize("body", [b"true", b'{"success":true}'])
def test_both_spellings_of_success_are_taken(body: bytes) -> None:
    read_accepted(200, {}, body)


@pytest.mark.parametrize("body", [b"false", b'{"success":false}', b"", b"{}", b'"true"'])
def test_nothing_else_is_a_success(body: bytes) -> None:
    with pytest.raises(PlatformDown):
        read_accepted(200, {}, body)


def test_a_trace_id_that_does_not_look_like_one_is_not_kept() -> None:
    assert outcome(graph_error(190, fbtrace_id="a b\n")).log_id is None


def test_an_error_shows_no_text_of_metas() -> None:
    assert "x" not in str(outcome(graph_error(100)))
