"""Cancelling a post that TikTok is still fetching: a wish, whose effect the status tells.

https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
"""

import json
from collections.abc import Mapping

from platforms.protocol import Parsed, Request
from platforms.tiktok.envelope import json_call, read_envelope

CANCEL_PATH = "/v2/post/publish/cancel/"


def cancel_request(token: str, publish_id: str) -> Request:
    """Ask TikTok to give a download up; one that is nearly done is `publish_not_cancellable`."""
    body = json.dumps({"publish_id": publish_id}).encode()
    return Request("POST", CANCEL_PATH, json_call(token), body)


def read_cancelled(status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Return where TikTok will try; raise where it refuses."""
    read_envelope(Parsed, status, headers, body)
