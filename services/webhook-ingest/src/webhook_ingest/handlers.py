"""The one endpoint: a 200 means that the delivery is in the log."""

import asyncio
from datetime import UTC, datetime

from aiohttp import web
from pydantic import BaseModel

from common import metrics
from common.errors import ServiceError
from common.logs import get_logger
from common.publisher import Publisher
from common.web import answer
from contracts.webhooks import WebhookReceived
from webhook_ingest.records import record_of
from webhook_ingest.request_headers import kept
from webhook_ingest.settings import Settings
from webhook_ingest.tiktok import PROVIDER, Receiver

log = get_logger(__name__)
SETTINGS = web.AppKey("settings", Settings)
PUBLISHER = web.AppKey("publisher", Publisher)
RECEIVER = web.AppKey("receiver", Receiver)


class Received(BaseModel):
    """TikTok looks at the status only."""


async def receive_tiktok(request: web.Request) -> web.Response:
    """Answer 200 once every in-sync replica has the delivery; until then TikTok repeats it."""
    body = await read_raw(request, request.app[SETTINGS])
    now = datetime.now(UTC)
    received = _judge(request, body, now)
    await request.app[PUBLISHER].publish(record_of(received, now))
    log.info(
        "webhook appended",
        provider=received.provider,
        external_id=received.external_id,
        verdict=received.verdict,
    )
    return answer(Received())


def _judge(request: web.Request, body: bytes, now: datetime) -> WebhookReceived:
    """Judge the delivery and count the verdict, whichever it is."""
    try:
        received = request.app[RECEIVER].judge(request.headers, body, now.timestamp())
    except ServiceError as error:
        metrics.WEBHOOKS.labels(PROVIDER, error.kind).inc()
        raise
    metrics.WEBHOOKS.labels(PROVIDER, received.verdict).inc()
    return received.model_copy(update={"headers": kept(request.headers)})


async def read_raw(request: web.Request, settings: Settings) -> bytes:
    """Read the bytes that were signed; what is too large is refused before it is read."""
    if "Content-Encoding" in request.headers:
        # The server would unpack it, and the signature is over what was sent.
        raise web.HTTPUnsupportedMediaType
    announced = request.content_length or 0
    if announced > settings.max_body_bytes:
        raise web.HTTPRequestEntityTooLarge(settings.max_body_bytes, announced)
    try:
        async with asyncio.timeout(settings.body_timeout):
            return await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    except (web.RequestPayloadError, ConnectionResetError) as error:
        raise web.HTTPBadRequest from error
