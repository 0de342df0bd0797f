"""The user's public videos and their totals; TikTok keeps no history of these.

https://developers.tiktok.com/doc/tiktok-api-v2-video-object
"""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BeforeValidator, Field

from platforms.protocol import Parsed, PlatformId, Request, Text
from platforms.tiktok.envelope import json_call, read_envelope
from platforms.tiktok.ids import public_id
from platforms.tiktok.times import Seconds

LIST_PATH = "/v2/video/list/"
QUERY_PATH = "/v2/video/query/"
MOST_IDS = 20
FIELDS = (
    "id,create_time,title,video_description,duration,share_url,cover_image_url,"
    "view_count,like_count,comment_count,share_count"
)


class Video(Parsed):
    """One public video; `create_time` is in seconds, the counts are totals until now."""

    id: PlatformId
    create_time: Seconds = 0
    title: Text = ""
    video_description: Text = ""
    duration: int = 0
    share_url: Text = ""
    cover_image_url: Text = ""
    view_count: int = Field(default=0, ge=0)
    like_count: int = Field(default=0, ge=0)
    comment_count: int = Field(default=0, ge=0)
    share_count: int = Field(default=0, ge=0)


def _with_public_id(value: object) -> object:
    if not isinstance(value, list):
        return value
    return [one for one in value if not isinstance(one, dict) or public_id(one.get("id"))]


class VideoPage(Parsed):
    """Videos, newest first; `cursor` (milliseconds) asks for older ones while `has_more`.

    An entry whose id cannot be one is left out.
    """

    videos: Annotated[tuple[Video, ...], BeforeValidator(_with_public_id)] = ()
    cursor: int = 0
    has_more: bool = False


def list_request(token: str, cursor: int | None, max_count: int) -> Request:
    """Ask for a page; the first is asked for without a cursor, since 0 is read as 1970."""
    if not 0 < max_count <= MOST_IDS:
        raise ValueError(f"{max_count} videos on a page of 1 to {MOST_IDS}")
    asked = {"max_count": max_count, **({"cursor": cursor} if cursor else {})}
    return Request(
        "POST", f"{LIST_PATH}?fields={FIELDS}", json_call(token), json.dumps(asked).encode()
    )


def query_request(token: str, video_ids: Sequence[str]) -> Request:
    """Ask for 1 to 20 of the user's own videos; what is not theirs, or gone, is left out."""
    if not 0 < len(video_ids) <= MOST_IDS:
        raise ValueError(f"{len(video_ids)} ids in a query of 1 to {MOST_IDS}")
    body = json.dumps({"filters": {"video_ids": list(video_ids)}}).encode()
    return Request("POST", f"{QUERY_PATH}?fields={FIELDS}", json_call(token), body)


def read_videos(status: int, headers: Mapping[str, str], body: bytes) -> VideoPage:
    """Give the videos of either call."""
    return read_envelope(VideoPage, status, headers, body)
