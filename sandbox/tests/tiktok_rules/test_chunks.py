"""The chunk arithmetic, by table and by property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.tiktok.uploads.chunks import BOUNDS, ByteRange, ChunkPlan, InvalidPlan, check_plan
from sandbox.tiktok.uploads.chunks import parse_content_range as parse

MAX_FILE = 4 * 1024**3
COUNT = "The total chunk count is invalid"
SIZE = "The chunk size is invalid"


@pytest.mark.parametrize(
    ("size", "chunk", "count", "last_range"),
    [
        (55_009, 55_009, 1, "bytes 0-55008/55009"),
        (4_999_999, 4_999_999, 1, "bytes 0-4999998/4999999"),
        (19_999_999, 19_999_999, 1, "bytes 0-19999998/19999999"),
        (20_000_000, 10_000_000, 2, "bytes 10000000-19999999/20000000"),
        (20_000_001, 10_000_000, 2, "bytes 10000000-20000000/20000001"),
        (64_000_000, 10_000_000, 6, "bytes 50000000-63999999/64000000"),
        (66_259_900, 10_000_000, 6, "bytes 50000000-66259899/66259900"),
        (70_000_007, 10_000_000, 7, "bytes 60000000-70000006/70000007"),
        (70_000_007, 32_000_000, 2, "bytes 32000000-70000006/70000007"),
        (602_285_541, 10_000_000, 60, "bytes 590000000-602285540/602285541"),
        (4_294_967_296, 10_000_000, 429, "bytes 4280000000-4294967295/4294967296"),
        (50_000_123, 10_000_000, 5, "bytes 40000000-50000122/50000123"),
    ],
)
@pytest.mark.parametrize("reading", ["union", "strict"])
def test_a_good_plan_is_accepted_and_its_last_chunk_takes_the_remainder(
    size: int, chunk: int, count: int, last_range: str, reading: str
) -> None:
    plan = ChunkPlan(size, chunk, count)

    check_plan(plan, MAX_FILE, BOUNDS[reading])

    assert plan.chunk_from((count - 1) * chunk) == parse(last_range)


@pytest.mark.parametrize(
    ("size", "chunk", "count", "message"),
    [
        (66_259_900, 64_000_000, 1, SIZE),
        (66_259_900, 64_000_000, 2, COUNT),
        (15_000_000, 10_000_000, 1, SIZE),
        (41_000_000, 10_000_000, 5, COUNT),
        (10_000_000, 4_999_999, 2, SIZE),
        (140_000_000, 67_108_865, 2, SIZE),
        (67_108_865, 67_108_865, 1, SIZE),
        (4_000_000, 2_000_000, 2, SIZE),
        (4_000_000, 4_000_000, 2, COUNT),
        (20_000_000, 10_000_000, 0, COUNT),
        (20_000_000, 0, 2, SIZE),
        (0, 0, 1, "The video size is invalid"),
        (MAX_FILE + 1, 10_000_000, 429, "The video size is invalid"),
    ],
)
def test_a_wrong_plan_is_refused_with_the_live_message(
    size: int, chunk: int, count: int, message: str
) -> None:
    with pytest.raises(InvalidPlan, match=f"^{message}$"):
        check_plan(ChunkPlan(size, chunk, count), MAX_FILE, BOUNDS["union"])


def test_more_than_1000_chunks_are_refused() -> None:
    with pytest.raises(InvalidPlan, match=COUNT):
        check_plan(ChunkPlan(5_005_000_000, 5_000_000, 1001), 10**10, BOUNDS["union"])


def test_the_strict_reading_takes_only_what_both_readings_take() -> None:
    plan = ChunkPlan(15_300_000, 5_100_000, 3)

    check_plan(plan, MAX_FILE, BOUNDS["union"])
    with pytest.raises(InvalidPlan):
        check_plan(plan, MAX_FILE, BOUNDS["strict"])


@given(st.integers(1, MAX_FILE), st.integers(1, 70_000_000), st.integers(0, 1001))
def test_an_accepted_plan_covers_the_file_in_chunks_of_bounded_size(
    size: int, chunk: int, count: int
) -> None:
    plan = ChunkPlan(size, chunk, count)
    try:
        check_plan(plan, MAX_FILE, BOUNDS["union"])
    except InvalidPlan:
        return

    first = 0
    for _ in range(count):
        part = plan.chunk_from(first)
        assert 0 < part.length <= 128 * 1024 * 1024
        first = part.last + 1
    assert first == size


@given(st.integers(1, 10**15), st.data())
def test_a_content_range_is_read_as_it_was_written(total: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, total - 1))
    last = data.draw(st.integers(first, total - 1))

    assert parse(f"bytes {first}-{last}/{total}") == ByteRange(first, last, total)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes 5-4/10",
        "bytes 0-10/10",
        "bytes 0-9/*",
        "bytes=0-9/10",
        "bytes \u0660-9/10",
    ],
)
def test_a_malformed_content_range_is_none(header: str) -> None:
    assert parse(header) is None
