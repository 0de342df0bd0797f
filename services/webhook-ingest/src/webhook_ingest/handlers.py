"""Receiving a delivery: a 200 means that everything in it is in the log."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from aiohttp import web
from prometheus_client import Counter
from pydantic import BaseModel

from common.errors import ServiceError
from common.logs import get_logger
from common.publisher import WAIT, Publisher
from common.web import json_answer
from contracts.webhooks import WebhookReceived
from webhook_ingest import metrics
from webhook_ingest.receivers.base import Receiver
from webhook_ingest.records import records_of
from webhook_ingest.request_headers import kept
from webhook_ingest.settings import Settings

log, plain_log = get_logger(__name__), logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Door:
    """What a platform's deliveries come in through."""

    settings: Settings
    publisher: Publisher
    receiver: Receiver
    kept_headers: frozenset[str]

    @property
    def most_bytes(self) -> int:
        """The most bytes that a request may have here."""
        settings = self.settings
        return settings.max_batch_bytes if self.receiver.splits else settings.max_body_bytes


DOORS = web.AppKey[Mapping[str, Door]]("doors")


class Received(BaseModel):
    """Platforms look at the status only."""


ANSWER = Received().model_dump_json().encode()


async def receive(request: web.Request, provider: str) -> web.Response:
    """Verify the body and append its deliveries; the answer is 200 once Kafka has all of them.

    They are sent in their order, and share batches. Where Kafka does not take one, the platform
    gets a 503 and sends the body again. What was appended has the same event id then, and readers
    drop the repeat.
    """
    door = request.app[DOORS][provider]
    body = await read_raw(request, door)
    by, now = asyncio.get_running_loop().time() + WAIT, datetime.now(UTC)
    found = _judge(request, door.receiver, body, now)
    _refuse_too_large(found, door.settings.max_body_bytes)
    records = records_of(found, kept(request.headers, door.kept_headers), now)
    errors = await door.publisher.publish_all(records, by=by)
    _count([received for received, error in zip(found, errors, strict=True) if error is None])
    for error in filter(None, errors):
        raise error
    return json_answer(ANSWER)


def _judge(
    request: web.Request, receiver: Receiver, body: bytes, now: datetime
) -> Sequence[WebhookReceived]:
    """Judge the body; a refusal is counted here."""
    try:
        return receiver.judge(request.headers, body, now.timestamp())
    except ServiceError as error:
        metrics.WEBHOOKS.labels(receiver.provider, error.kind).inc()
        raise


def _count(appended: Sequence[WebhookReceived]) -> None:
    """Count deliveries that were appended, and tell of them."""
    for received in appended:
        _counter(received.provider, received.verdict).inc()
        if plain_log.isEnabledFor(logging.DEBUG):
            log.debug(
                "webhook appended",
                provider=received.provider,
                external_id=received.external_id,
                verdict=received.verdict,
            )


@cache
def _counter(provider: str, verdict: str) -> Counter:
    return metrics.WEBHOOKS.labels(provider, verdict)


def _refuse_too_large(found: Sequence[WebhookReceived], most: int) -> None:
    """Refuse what no record can hold; only a body that could not be split is so large."""
    largest = max(len(received.body) for received in found)
    if largest > most:
        raise web.HTTPRequestEntityTooLarge(most, largest)


async def read_raw(request: web.Request, door: Door) -> bytes:
    """Read the bytes that were signed; what is too large is refused before it is read."""
    if "Content-Encoding" in request.headers:
        # The server would unpack it, and the signature is over what was sent.
        raise web.HTTPUnsupportedMediaType
    most, announced = door.most_bytes, request.content_length or 0
    if announced > most:
        raise web.HTTPRequestEntityTooLarge(most, announced)
    if not request.content.is_eof():
        return await _read_slowly(request, door)
    body = request.content.read_nowait()  # it is here: there is nothing to wait for
    if len(body) > most:
        raise web.HTTPRequestEntityTooLarge(most, len(body))
    return body


async def _read_slowly(request: web.Request, door: Door) -> bytes:
    try:
        async with asyncio.timeout(door.settings.body_timeout):
            body = await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    except (web.RequestPayloadError, ConnectionResetError) as error:
        raise web.HTTPBadRequest from error
    if len(body) > door.most_bytes:
        raise web.HTTPRequestEntityTooLarge(door.most_bytes, len(body))
    return body
