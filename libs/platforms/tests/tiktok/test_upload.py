"""The chunk plan by the published samples and by its laws; and where a chunk may go."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platforms.addresses import is_allowed_url
from platforms.errors import PlatformDown, RateLimited, Rejected
from platforms.tiktok.upload import (
    CHUNK_SIZE,
    MAX_VIDEO_SIZE,
    Chunk,
    ChunkPlan,
    chunk_request,
    read_chunk,
)

sizes = st.integers(min_value=1, max_value=MAX_VIDEO_SIZE)


@pytest.mark.parametrize(
    ("size", "chunk_size", "count", "last_bytes", "last_range"),
    [
        (55_009, 55_009, 1, 55_009, "bytes 0-55008/55009"),
        (4_999_999, 4_999_999, 1, 4_999_999, "bytes 0-4999998/4999999"),
        (19_999_999, 19_999_999, 1, 19_999_999, "bytes 0-19999998/19999999"),
        (20_000_000, 10_000_000, 2, 10_000_000, "bytes 10000000-19999999/20000000"),
        (20_000_001, 10_000_000, 2, 10_000_001, "bytes 10000000-20000000/20000001"),
        (64_000_000, 10_000_000, 6, 14_000_000, "bytes 50000000-63999999/64000000"),
        (66_259_900, 10_000_000, 6, 16_259_900, "bytes 50000000-66259899/66259900"),
        (70_000_007, 10_000_000, 7, 10_000_007, "bytes 60000000-70000006/70000007"),
        (602_285_541, 10_000_000, 60, 12_285_541, "bytes 590000000-602285540/602285541"),
        (4_294_967_296, 10_000_000, 429, 14_967_296, "bytes 4280000000-4294967295/4294967296"),
    ],
)
def test_the_plan_of_each_known_size(
    size: int, chunk_size: int, count: int, last_bytes: int, last_range: str
) -> None:
    plan = ChunkPlan.for_size(size)

    last = plan.chunk(count - 1)
    assert plan == ChunkPlan(size, chunk_size, count)
    assert (last.size, last.content_range) == (last_bytes, last_range)


@settings(derandomize=True, deadline=None)
@given(sizes)
def test_chunks_cover_the_file_once_and_hold_tiktoks_rules(size: int) -> None:
    plan = ChunkPlan.for_size(size)
    chunks = [plan.chunk(index) for index in range(plan.total_chunk_count)]

    assert plan.total_chunk_count == size // plan.chunk_size
    assert (plan.total_chunk_count == 1) == (plan.chunk_size == size)
    assert chunks[0].first == 0
    assert chunks[-1].last == size - 1
    assert all(a.last + 1 == b.first for a, b in pairwise(chunks))
    assert all(chunk.size < 2 * CHUNK_SIZE for chunk in chunks)


@settings(derandomize=True, deadline=None)
@given(sizes, st.integers(min_value=0, max_value=MAX_VIDEO_SIZE))
def test_a_boundary_is_the_end_of_whole_chunks_and_never_ahead(size: int, uploaded: int) -> None:
    plan = ChunkPlan.for_size(size)

    boundary = plan.boundary_at_or_below(uploaded)

    ends = {plan.chunk(index).last + 1 for index in range(plan.total_chunk_count)}
    assert boundary in ends | {0}
    assert boundary <= uploaded
    assert not any(boundary < end <= uploaded for end in ends)


@pytest.mark.parametrize("size", [-1, 0, MAX_VIDEO_SIZE + 1])
def test_a_size_that_tiktok_does_not_take_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="a video has"):
        ChunkPlan.for_size(size)


@pytest.mark.parametrize("index", [-1, 2])
def test_there_is_no_chunk_outside_the_plan(index: int) -> None:
    with pytest.raises(IndexError):
        ChunkPlan.for_size(20_000_000).chunk(index)


def test_a_chunk_is_put_without_a_token_and_with_its_range() -> None:
    request = chunk_request("https://open-upload.tiktokapis.com/video/?t=x", Chunk(0, 2, 9), b"abc")

    assert request.method == "PUT"
    assert request.headers == {
        "Content-Type": "video/mp4",
        "Content-Length": "3",
        "Content-Range": "bytes 0-2/9",
    }
    assert "open-upload" not in repr(request)


def test_a_body_of_another_length_than_its_chunk_is_refused() -> None:
    with pytest.raises(ValueError, match="2 bytes for a chunk of 3"):
        chunk_request("https://x.tiktokapis.com/", Chunk(0, 2, 9), b"ab")


@pytest.mark.parametrize(("status", "final"), [(206, False), (201, True)])
def test_a_stored_chunk_is_told_by_the_status(status: int, final: bool) -> None:
    assert read_chunk(status, {"Content-Range": "bytes 0-7/9"}, b"").final is final


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "upload_malformed"),
        (403, "upload_expired"),
        (404, "upload_unknown"),
        (416, "upload_out_of_step"),
        (418, "upload_418"),
    ],
)
def test_a_refused_chunk_says_what_to_do(status: int, code: str) -> None:
    with pytest.raises(Rejected, match=code):
        read_chunk(status, {}, b"")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"error": {"code": "x", "message": "The upload\\nis over."}}', "The upload is over."),
        (b'{"message": "The upload is over."}', "The upload is over."),
        (b'{"error": "over"}', ""),
        (b"<html>Forbidden</html>", ""),
        (b"[1]", ""),
        (b"\xff", ""),
        (b"", ""),
    ],
)
def test_the_sentence_of_a_refused_chunk_is_kept_where_there_is_one(body: bytes, said: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_chunk(403, {}, body)

    assert refused.value.said == said


@pytest.mark.parametrize("status", [100, 200, 302, 500, 502, 503])
def test_any_other_answer_to_a_chunk_leaves_open_whether_it_is_stored(status: int) -> None:
    with pytest.raises(PlatformDown):
        read_chunk(status, {}, b"")


def test_a_throttled_chunk_waits() -> None:
    with pytest.raises(RateLimited):
        read_chunk(429, {}, b"")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=a%2Bb", True),
        ("https://upload.us.tiktokapis.com/upload?x=1", True),
        ("HTTPS://OPEN-UPLOAD.TIKTOKAPIS.COM/video/", True),
        ("http://127.0.0.1:8091/video/?x=1", True),
        ("http://open-upload.tiktokapis.com/video/", False),
        ("https://tiktokapis.com.evil.test/video/", False),
        ("https://eviltiktokapis.com/", False),
        ("https://evil.test/?x=.tiktokapis.com", False),
        ("https://evil.test#.tiktokapis.com", False),
        ("https://evil.test\\.tiktokapis.com/", False),
        ("https://u:p@evil.test:80@x.tiktokapis.com/", False),
        ("https://x.tiktokapis.com:8443/", False),
        ("https://x.tiktokapis.com/\r\nHost: evil", False),
        ("http://127.0.0.1:8092/", False),
        ("ftp://127.0.0.1:8091/", False),
        ("//x.tiktokapis.com/", False),
        ("", False),
    ],
)
def test_bytes_go_to_allowed_hosts_only(url: str, allowed: bool) -> None:
    assert is_allowed_url(url, (".tiktokapis.com", "127.0.0.1:8091")) is allowed


def test_an_empty_list_allows_nothing() -> None:
    assert not is_allowed_url("https://x.tiktokapis.com/", ())
