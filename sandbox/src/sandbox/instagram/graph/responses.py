"""Turns an answer into a response."""

import secrets
from collections.abc import Mapping

from aiohttp import web

from sandbox.instagram.graph.answers import Answer, escaped


def respond(answer: Answer, version: str, usage: Mapping[str, str]) -> web.Response:
    """The response with the headers that Meta sends; there is no `etag` since v26."""
    headers = {
        "facebook-api-version": version,
        "x-fb-trace-id": secrets.token_urlsafe(8),
        "x-fb-rev": "1031000001",
        "x-fb-debug": secrets.token_urlsafe(64),
        **usage,
        **answer.headers,
    }
    return web.Response(
        text=escaped(answer.body),
        status=answer.status,
        headers=headers,
        content_type="application/json",
        charset="UTF-8",
    )
