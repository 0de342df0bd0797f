"""The arithmetic of a chunked upload, as TikTok's init call enforces it."""

import re
from dataclasses import dataclass

# https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
MAX_CHUNKS = 1000
BOUNDS = {
    "union": (5_000_000, 64 * 1024 * 1024),
    "strict": (5 * 1024 * 1024, 64_000_000),
}
CONTENT_RANGE = re.compile(r"bytes (\d{1,19})-(\d{1,19})/(\d{1,19})", re.ASCII)


class InvalidPlan(Exception):
    """The three numbers of a FILE_UPLOAD do not fit together; the text is TikTok's message."""


@dataclass(frozen=True)
class ByteRange:
    """An inclusive range of a file of `total` bytes."""

    first: int
    last: int
    total: int

    @property
    def length(self) -> int:
        """Bytes in the range."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class ChunkPlan:
    """How the client announced to send the file; sizes in bytes."""

    video_size: int
    chunk_size: int
    total_chunk_count: int

    def chunk_from(self, first: int) -> ByteRange:
        """The chunk that starts at a chunk boundary; the last one takes the remainder."""
        is_last = first // self.chunk_size >= self.total_chunk_count - 1
        last = self.video_size - 1 if is_last else first + self.chunk_size - 1
        return ByteRange(first, last, self.video_size)


def check_plan(plan: ChunkPlan, max_file: int, bounds: tuple[int, int]) -> None:
    """Raise InvalidPlan with TikTok's message; sizes and bounds are in bytes.

    A single chunk must be the whole file; the number of chunks is rounded down.
    """
    size, chunk, count = plan.video_size, plan.chunk_size, plan.total_chunk_count
    smallest, largest = bounds
    if not 0 < size <= max_file:
        raise InvalidPlan("The video size is invalid")
    whole_small_file = size < smallest and chunk == size
    if not (smallest <= chunk <= largest or whole_small_file):
        raise InvalidPlan("The chunk size is invalid")
    if count == 1 and chunk != size:
        raise InvalidPlan("The chunk size is invalid")
    if count != size // chunk or not 1 <= count <= MAX_CHUNKS:
        raise InvalidPlan("The total chunk count is invalid")


def parse_content_range(header: str) -> ByteRange | None:
    """`bytes first-last/total`, or None where it is malformed or empty."""
    match = CONTENT_RANGE.fullmatch(header)
    if match is None:
        return None
    parsed = ByteRange(*(int(number) for number in match.groups()))
    return parsed if parsed.first <= parsed.last < parsed.total else None
