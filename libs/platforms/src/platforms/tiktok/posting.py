"""Before and at the start of a post: what the creator may do, and the init call.

https://developers.tiktok.com/doc/content-posting-api-reference-direct-post
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Annotated

from pydantic import Field, StringConstraints

from platforms.protocol import Parsed, PlatformId, Request, Text
from platforms.tiktok.envelope import json_call, read_envelope
from platforms.tiktok.upload import ChunkPlan

CREATOR_PATH = "/v2/post/publish/creator_info/query/"
DIRECT_PATH = "/v2/post/publish/video/init/"
INBOX_PATH = "/v2/post/publish/inbox/video/init/"

UploadUrl = Annotated[str, StringConstraints(pattern=r"^https?://[\x21-\x7e]+$", max_length=2048)]


class Creator(Parsed):
    """What the page must show, and what the user may choose, at this moment."""

    creator_nickname: Text = ""
    creator_username: Text = ""
    creator_avatar_url: Text = ""
    privacy_level_options: tuple[Text, ...] = Field(min_length=1)
    comment_disabled: bool = False
    duet_disabled: bool = False
    stitch_disabled: bool = False
    max_video_post_duration_sec: int = 0


@dataclass(frozen=True, slots=True)
class DirectPost:
    """TikTok's `post_info`; the two brand toggles are always sent, since the page requires them."""

    privacy_level: str
    title: str = ""
    disable_comment: bool = False
    disable_duet: bool = False
    disable_stitch: bool = False
    video_cover_timestamp_ms: int | None = None
    brand_content_toggle: bool = False
    brand_organic_toggle: bool = False
    is_aigc: bool = False


@dataclass(frozen=True, slots=True)
class PullFromUrl:
    """TikTok fetches the video itself, from an address whose ownership it has verified."""

    video_url: str = field(repr=False)


Source = ChunkPlan | PullFromUrl


class InitAccepted(Parsed):
    """A publish has begun; the upload URL carries a secret and lives for an hour."""

    publish_id: PlatformId
    upload_url: UploadUrl | None = Field(default=None, repr=False)


def creator_info_request(token: str) -> Request:
    """Ask afresh each time the page is shown and each time a post is sent."""
    return Request("POST", CREATOR_PATH, json_call(token), b"{}")


def read_creator(status: int, headers: Mapping[str, str], body: bytes) -> Creator:
    """Give the creator, or raise: a cap or a ban comes with HTTP 200."""
    return read_envelope(Creator, status, headers, body)


def init_request(token: str, post: DirectPost | None, plan: Source) -> Request:
    """Begin a direct post, or a draft in the user's inbox where there is no `post`.

    TikTok has no idempotency key: sent twice, it is posted twice.
    """
    body: dict[str, object] = {"source_info": _source_info(plan)}
    if post is None:
        return Request("POST", INBOX_PATH, json_call(token), json.dumps(body).encode())
    given = {name: value for name, value in asdict(post).items() if value not in (None, "")}
    return Request(
        "POST", DIRECT_PATH, json_call(token), json.dumps({"post_info": given, **body}).encode()
    )


def read_init(status: int, headers: Mapping[str, str], body: bytes) -> InitAccepted:
    """Give the publish id and, for an upload, its URL."""
    return read_envelope(InitAccepted, status, headers, body)


def _source_info(plan: Source) -> dict[str, object]:
    source = "FILE_UPLOAD" if isinstance(plan, ChunkPlan) else "PULL_FROM_URL"
    return {"source": source, **asdict(plan)}
