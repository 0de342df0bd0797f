"""The file's way to TikTok: the chunk plan, one PUT per chunk, and where it may go.

https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, Self

from platforms.errors import PlatformDown, RateLimited, Rejected
from platforms.protocol import Parsed, Request, parsed, retry_after
from platforms.tiktok.envelope import log_id

MAX_VIDEO_SIZE = 4 * 1024**3
CHUNK_SIZE = 10_000_000
ContentType = Literal["video/mp4", "video/quicktime", "video/webm"]

UPLOAD_MALFORMED = "upload_malformed"
UPLOAD_EXPIRED = "upload_expired"
UPLOAD_UNKNOWN = "upload_unknown"
UPLOAD_OUT_OF_STEP = "upload_out_of_step"
# Our own word: TikTok refused the last chunk after an answer to it was lost, so it may have it.
UPLOAD_END_UNCLEAR = "upload_end_unclear"
# These may pass by themselves; any other refusal of a chunk is for good.
MAY_PASS = frozenset({UPLOAD_UNKNOWN, "upload_401", "upload_408"})
REFUSALS: Mapping[int, str] = MappingProxyType(
    {
        400: UPLOAD_MALFORMED,
        403: UPLOAD_EXPIRED,
        404: UPLOAD_UNKNOWN,
        416: UPLOAD_OUT_OF_STEP,
    }
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A range of the file, both ends included."""

    first: int
    last: int
    total: int

    @property
    def size(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1

    @property
    def content_range(self) -> str:
        """The header's value."""
        return f"bytes {self.first}-{self.last}/{self.total}"


@dataclass(frozen=True, slots=True)
class ChunkPlan:
    """How a file is cut; the fields are those of TikTok's `source_info`."""

    video_size: int
    chunk_size: int
    total_chunk_count: int

    @classmethod
    def for_size(cls, size: int) -> Self:
        """Cut into 10 MB, the last chunk taking the rest: right for decimal and binary megabytes.

        The count is rounded down, and one chunk has the size of the file: the init call refuses
        anything else.
        """
        if not 0 < size <= MAX_VIDEO_SIZE:
            raise ValueError(f"a video has 1 to {MAX_VIDEO_SIZE} bytes")
        if size < 2 * CHUNK_SIZE:
            return cls(size, size, 1)
        return cls(size, CHUNK_SIZE, size // CHUNK_SIZE)

    def chunk(self, index: int) -> Chunk:
        """Give the chunk of this index, from 0."""
        if not 0 <= index < self.total_chunk_count:
            raise IndexError(f"chunk {index} of {self.total_chunk_count}")
        first = index * self.chunk_size
        is_final = index == self.total_chunk_count - 1
        last = self.video_size - 1 if is_final else first + self.chunk_size - 1
        return Chunk(first, last, self.video_size)

    def boundary_at_or_below(self, uploaded_bytes: int) -> int:
        """Give the offset up to which whole chunks are stored: where an upload goes on."""
        if uploaded_bytes >= self.video_size:
            return self.video_size
        whole = min(max(uploaded_bytes, 0) // self.chunk_size, self.total_chunk_count - 1)
        return whole * self.chunk_size


@dataclass(frozen=True, slots=True)
class ChunkStored:
    """TikTok has the chunk; `final` where it says that it has them all."""

    final: bool


class Sentence(Parsed):
    """A place where a sentence may stand."""

    message: str = ""


class Refusal(Sentence):
    """What a refusal's body may say: nothing documents it."""

    error: Sentence = Sentence()


def chunk_request(
    upload_url: str, chunk: Chunk, body: bytes, content_type: ContentType = "video/mp4"
) -> Request:
    """PUT one whole chunk; no bearer token goes to the upload host."""
    if len(body) != chunk.size:
        raise ValueError(f"{len(body)} bytes for a chunk of {chunk.size}")
    headers = {
        "Content-Type": content_type,
        "Content-Length": str(chunk.size),
        "Content-Range": chunk.content_range,
    }
    return Request("PUT", upload_url, headers, body)


def read_chunk(status: int, headers: Mapping[str, str], body: bytes) -> ChunkStored:
    """Judge by the status: there is no envelope, and `Content-Range` is not explained.

    A 200 may stand for 201, or be a gateway's page: like a 5xx it leaves open what happened. A
    sentence of TikTok's in a refusal is kept for whoever reads of it.
    """
    if status in {201, 206}:
        return ChunkStored(final=status == 201)
    found = log_id(headers, None)
    if status == 429:
        raise RateLimited("rate_limit_exceeded", found, retry_after(headers))
    if not 400 <= status < 500:
        raise PlatformDown(f"upload_{status}", found)
    raise Rejected(REFUSALS.get(status, f"upload_{status}"), found, message=_said(body))


def _said(body: bytes) -> str:
    """Find TikTok's sentence: in the envelope of the API, alone, or nowhere."""
    told = parsed(Refusal, body) or Refusal()
    return told.error.message or told.message
