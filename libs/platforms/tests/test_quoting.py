"""What is kept of a platform's own sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.errors import RateLimited, Rejected
from platforms.quoting import LONGEST, quoted

GUIDELINES = (
    "Please review our integration guidelines at "
    "https://developers.tiktok.com/doc/content-sharing-guidelines/"
)


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("The chunk size is invalid", "The chunk size is invalid"),
        (GUIDELINES, GUIDELINES),
        ("cannot fetch https://media.example.com/1.jpg?signature=s3cret now", "cannot fetch … now"),
        ("see https://developers.tiktok.com/doc?token=s3cret", "see …"),
        ("(https://media.example.com/1.jpg) refused", "(… refused"),
        ("token act." + "x" * 60 + " is bad", "token … is bad"),
        ("token act.12345 is bad", "token … is bad"),
        ("(rft.abc!4871.va) is bad", "(… is bad"),
        ("media.example.com/v.mp4?sig=abc123 refused", "media.example.com/v.mp4?… refused"),
        ("/v.mp4%3Fsig%3Dabc123 refused", "/v.mp4%3F… refused"),
        ("access_token=12345 is bad", "access_token=… is bad"),
        ('{"access_token":"12345"} is bad', '{"access_token":"…"} is bad'),
        ("Client_Secret: 5 of 7", "Client_Secret: 5 of 7"),
        ("Is this right? It is", "Is this right? It is"),
        ("post_info.title is too long, act. now", "post_info.title is too long, act. now"),
        (f'"{GUIDELINES}"', f'"{GUIDELINES}"'),
        (
            'see https://developers.tiktok.com/doc"' + "x" * 60,
            "see https://developers.tiktok.com/doc…",
        ),
        ("two\nlines\tand\x00a\u202eturn", "two lines and a turn"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("", ""),
    ],
)
def test_a_sentence_is_kept_without_addresses_tokens_and_control_characters(
    message: str, kept: str
) -> None:
    assert quoted(message) == kept


@given(st.text(max_size=2_000))
def test_whatever_a_platform_says_is_one_short_printable_line(message: str) -> None:
    kept = quoted(message)

    assert kept.isprintable()
    assert len(kept) <= LONGEST
    kept.encode()


def test_an_error_shows_its_sentence_only_where_it_is_asked_for() -> None:
    for error in (
        Rejected("invalid_params", "LOG1", message="The chunk size\nis invalid"),
        RateLimited("rate_limit_exceeded", "LOG1", 5.0, message="The chunk size is invalid"),
    ):
        assert error.said == "The chunk size is invalid"
        assert "chunk" not in f"{error} {error!r}"
