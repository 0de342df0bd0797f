"""Receiving a delivery: a 200 means that everything in it is in the log."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from aiohttp import web
from pydantic import BaseModel

from common.errors import ServiceError
from common.logs import get_logger
from common.publisher import Publisher
from common.web import answer
from contracts.webhooks import WebhookReceived
from webhook_ingest import metrics
from webhook_ingest.receivers.base import Receiver
from webhook_ingest.records import record_of
from webhook_ingest.request_headers import kept
from webhook_ingest.settings import Settings

log = get_logger(__name__)
SETTINGS = web.AppKey("settings", Settings)
PUBLISHER = web.AppKey("publisher", Publisher)
RECEIVERS = web.AppKey[Mapping[str, Receiver]]("receivers")


class Received(BaseModel):
    """Platforms look at the status only."""


async def receive(request: web.Request, provider: str) -> web.Response:
    """Verify the body and append its deliveries; the answer is 200 once Kafka has all of them.

    Where Kafka does not take one, the platform gets a 503 and sends the body again. What was
    appended before has the same event id then, and readers drop the repeat.
    """
    body = await read_raw(request, request.app[SETTINGS])
    now = datetime.now(UTC)
    for received in _judge(request, request.app[RECEIVERS][provider], body, now):
        await _append(request.app[PUBLISHER], received, now)
    return answer(Received())


def _judge(
    request: web.Request, receiver: Receiver, body: bytes, now: datetime
) -> Sequence[WebhookReceived]:
    """Judge the body and keep the request's headers; a refusal is counted here."""
    try:
        found = receiver.judge(request.headers, body, now.timestamp())
    except ServiceError as error:
        metrics.WEBHOOKS.labels(receiver.provider, error.kind).inc()
        raise
    headers = kept(request.headers, receiver.kept_headers)
    return [received.model_copy(update={"headers": headers}) for received in found]


async def _append(publisher: Publisher, received: WebhookReceived, now: datetime) -> None:
    """Append one delivery, and count it only then; raises `NotPublished`."""
    await publisher.publish(record_of(received, now))
    metrics.WEBHOOKS.labels(received.provider, received.verdict).inc()
    log.info(
        "webhook appended",
        provider=received.provider,
        external_id=received.external_id,
        verdict=received.verdict,
    )


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
