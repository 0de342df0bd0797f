"""The signature of a delivery, by vectors computed apart from this code."""

import hashlib
import hmac

import pytest

from platforms.signatures import InvalidSignature, StaleSignature
from platforms.tiktok.signatures import verify

SECRET = "simsecret_9f2c41d07be84a55"
HOURS_72 = 72 * 3600
V1 = (
    1790000125,
    "ab884bb28ed5de5565bfdfd62c98851fe4280c3d99c569cdd42c8cef867b5aa3",
    (
        rb'{"client_key":"awsim0k3yexample","event":"post.publish.publicly_available","crea'
        rb'te_time":1790000123,"user_openid":"-000SimOpenIdAlpha_0001","content":"{\"publis'
        rb"h_id\":\"v_pub_file~v2-1.7650000000000000123\",\"publish_type\":\"DIRECT_PUBLISH"
        rb'\",\"post_id\":\"7650000000000009876\"}"}'
    ),
)
V2 = (
    1790000201,
    "4f9880393a904671fb4a6d81f3d95cb2d1130a07df8d15f2cec1a3fe6805b8e4",
    (
        rb'{"client_key": "awsim0k3yexample", "event": "post.publish.failed", "create_time"'
        rb': 1790000200, "user_openid": "-000SimOpenIdAlpha_0001", "content": "{\"publish_i'
        rb"d\":\"v_inbox_url~v2.7650000000000000456\",\"reason\":\"video_pull_failed\",\"pu"
        rb'blish_type\":\"INBOX_SHARE\"}"}'
    ),
)
V3 = (
    1790000301,
    "fe9f6308c3561f578098af788c19fdf16444ea917a208f3b14d2e040d7f96741",
    (
        rb'{"client_key":"awsim0k3yexample","event":"authorization.removed","create_time":1'
        rb'790000300,"user_openid":"-000SimOpenIdAlpha_0001","content":"{\"reason\": 1 }"}'
    ),
)


def signed(time: int, signature: str) -> str:
    return f"t={time},s={signature}"


@pytest.mark.parametrize(("time", "signature", "body"), [V1, V2, V3], ids=["V1", "V2", "V3"])
def test_each_vector_verifies(time: int, signature: str, body: bytes) -> None:
    verify([SECRET], signed(time, signature), body, now=time + 5, max_age=300)


@pytest.mark.parametrize(("time", "signature", "body"), [V1, V2, V3], ids=["V1", "V2", "V3"])
def test_one_changed_byte_or_second_is_refused(time: int, signature: str, body: bytes) -> None:
    with pytest.raises(InvalidSignature):
        verify([SECRET], signed(time, signature), body + b" ", now=time, max_age=300)
    with pytest.raises(InvalidSignature):
        verify([SECRET], signed(time + 1, signature), body, now=time, max_age=300)


@pytest.mark.parametrize(
    ("vector", "wrong"),
    [
        (V1, "7f50da52a106825bd7a10068d33dad255335fba9cb9d65e018d8db28f8e1eb56"),
        (V2, "9caac977ef5fb23b400727654abe0f7b133d4087bb6f0fdbb8793b3433ecd9e2"),
    ],
    ids=["without the time", "over a re-serialised body"],
)
def test_a_signature_over_something_else_is_refused(
    vector: tuple[int, str, bytes], wrong: str
) -> None:
    time, _, body = vector

    with pytest.raises(InvalidSignature):
        verify([SECRET], signed(time, wrong), body, now=time, max_age=300)


def test_any_of_several_secrets_will_do_and_none_will_not() -> None:
    time, signature, body = V1

    verify(["new", SECRET], signed(time, signature), body, now=time, max_age=300)
    verify([SECRET, "new"], signed(time, signature), body, now=time, max_age=300)
    for secrets in (["new", "other"], []):
        with pytest.raises(InvalidSignature):
            verify(secrets, signed(time, signature), body, now=time, max_age=300)


def test_an_empty_secret_verifies_nothing() -> None:
    forged = hmac.new(b"", b"1790000125.{}", hashlib.sha256).hexdigest()

    with pytest.raises(InvalidSignature):
        verify([""], signed(1790000125, forged), b"{}", now=1790000125, max_age=300)


@pytest.mark.parametrize(
    "header",
    [
        "",
        ",",
        "t=1790000125",
        "s=ab884bb28ed5de5565bfdfd62c98851fe4280c3d99c569cdd42c8cef867b5aa3",
        "t=,s=",
        "t=now,s=ab884bb28ed5de5565bfdfd62c98851fe4280c3d99c569cdd42c8cef867b5aa3",
        "t=\u0661\u0662,s=ab",
        "t=1790000125,s=\udcff",
        f"t={'9' * 5000},s=ab",
        "t=1790000125,s=AB884BB28ED5DE5565BFDFD62C98851FE4280C3D99C569CDD42C8CEF867B5AA3",
    ],
)
def test_a_header_that_is_none_is_refused(header: str) -> None:
    with pytest.raises(InvalidSignature):
        verify([SECRET], header, V1[2], now=V1[0], max_age=300)


def test_unknown_parts_and_spaces_are_ignored() -> None:
    time, signature, body = V1

    verify([SECRET], f"v=1, t={time}, s={signature}", body, now=time, max_age=300)


@pytest.mark.parametrize("age", [-300, 0, 300])
def test_a_signature_within_the_window_is_fresh(age: int) -> None:
    time, signature, body = V1

    verify([SECRET], signed(time, signature), body, now=time + age, max_age=300)


@pytest.mark.parametrize(("age", "max_age"), [(-301, 300), (301, 300), (HOURS_72 + 1, HOURS_72)])
def test_a_right_signature_outside_the_window_is_stale(age: int, max_age: float) -> None:
    time, signature, body = V1

    with pytest.raises(StaleSignature):
        verify([SECRET], signed(time, signature), body, now=time + age, max_age=max_age)


def test_a_wrong_signature_is_not_told_that_it_is_stale() -> None:
    with pytest.raises(InvalidSignature):
        verify([SECRET], signed(V1[0], "00"), V1[2], now=0, max_age=300)
