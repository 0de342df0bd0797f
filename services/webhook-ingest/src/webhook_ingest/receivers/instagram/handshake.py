"""The question by which Meta learns that an address is ours, before it sends webhooks there.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

import hmac
from http import HTTPStatus
from typing import Literal

from aiohttp import web
from pydantic import BaseModel, Field

from common.errors import ServiceError
from common.web import read_query
from platforms.instagram.signatures import is_challenge
from webhook_ingest.handlers import DOORS


class HandshakeRefused(ServiceError):
    """Whoever asks does not know the verify token, or asks for what is no challenge of Meta's."""

    kind = "handshake-refused"
    status = HTTPStatus.FORBIDDEN


class Handshake(BaseModel):
    """What Meta asks with."""

    mode: Literal["subscribe"] = Field(alias="hub.mode")
    challenge: str = Field(alias="hub.challenge")
    verify_token: str = Field(alias="hub.verify_token")


async def verify_instagram_webhooks(request: web.Request) -> web.Response:
    """Send the challenge back to whoever knows the app's verify token, `INSTAGRAM_VERIFY_TOKEN`."""
    asked = read_query(request, Handshake)
    settings = request.app[DOORS]["instagram"].settings
    if not _is_known(settings.instagram_verify_token.get_secret_value(), asked):
        raise HandshakeRefused("hub.verify_token is not the one that is set here.")
    if not is_challenge(asked.challenge):
        # Others could let our address show a page of theirs.
        raise HandshakeRefused("hub.challenge may have letters, digits, `_` and `-` only.")
    return web.Response(text=asked.challenge)


def _is_known(token: str, asked: Handshake) -> bool:
    """Compare in constant time; where no token is set, nobody knows it."""
    same = hmac.compare_digest(token.encode(), asked.verify_token.encode(errors="replace"))
    return bool(token) and same
