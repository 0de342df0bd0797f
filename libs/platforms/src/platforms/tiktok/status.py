"""What became of a post, as TikTok tells it when asked.

https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status
"""

import json
from collections.abc import Mapping
from typing import Annotated

from pydantic import AliasChoices, BeforeValidator, Field

from platforms.protocol import Parsed, PlatformId, Request, Text
from platforms.tiktok.envelope import json_call, read_logged
from platforms.tiktok.ids import public_id

STATUS_PATH = "/v2/post/publish/status/fetch/"


def _listed(value: object) -> object:
    # No post has the id 0 or "": TikTok writes nothing in several ways. What has lost its digits
    # (a float) stays, and is refused: there was an id, and it is not known.
    ids = value if isinstance(value, list) else [value]
    return [one for one in ids if isinstance(one, bool | float) or public_id(one)]


PostIds = Annotated[tuple[PlatformId, ...], BeforeValidator(_listed)]


class PostStatus(Parsed):
    """A post's state; no post id is no failure: only public, moderated posts have one."""

    status: Text = Field(min_length=1)
    fail_reason: Text = ""
    # TikTok's spelling, and the right one should it be mended.
    post_ids: PostIds = Field(
        default=(),
        validation_alias=AliasChoices("publicaly_available_post_id", "publicly_available_post_id"),
    )
    uploaded_bytes: int = Field(default=0, ge=0)
    downloaded_bytes: int = Field(default=0, ge=0)
    log_id: str | None = None
    """TikTok's id of this call, which stands beside `data`."""


def status_request(token: str, publish_id: str) -> Request:
    """Ask for one post; 30 a minute for each user."""
    body = json.dumps({"publish_id": publish_id}).encode()
    return Request("POST", STATUS_PATH, json_call(token), body)


def read_status(status: int, headers: Mapping[str, str], body: bytes) -> PostStatus:
    """Give the state; a post that FAILED is an answer, not an error."""
    answer, log_id = read_logged(PostStatus, status, headers, body)
    return answer.model_copy(update={"log_id": log_id})
