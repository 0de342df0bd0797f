"""A delivery as a record for Kafka; the same delivery has the same id, however often it comes."""

from collections.abc import Sequence
from datetime import datetime

from common.cause import current_cause
from common.event import Headers, event_id, time_text
from common.publisher import Record
from common.tracing import traceparent
from contracts.webhooks import WebhookReceived

SOURCE = "/webhook-ingest"
ALWAYS: Headers = [
    ("ce_specversion", b"1.0"),
    ("ce_type", WebhookReceived.TYPE.encode()),
    ("ce_source", SOURCE.encode()),
    ("content-type", b"application/json"),
]


def records_of(
    found: Sequence[WebhookReceived], request_headers: bytes, at: datetime
) -> list[Record]:
    """Wrap each untouched body in its envelope, under the running trace.

    `request_headers` is the JSON of those that are kept; they stand in the record only. The headers
    are those of `common.event.Envelope` and `WebhookReceived.extra_headers`, without the models.
    """
    shared = [*ALWAYS, ("ce_time", time_text(at).encode()), ("headers", request_headers)]
    if conversation := current_cause().correlation_id:
        shared.append(("ce_correlationid", conversation.encode()))
    if trace := traceparent():
        shared.append(("traceparent", trace.encode()))
    return [_record(received, shared) for received in found]


def _record(received: WebhookReceived, shared: Headers) -> Record:
    name = event_id(SOURCE, received.external_id, received.provider).encode()
    own = [("ce_id", name), ("ce_subject", received.external_id.encode()), *received.texts()]
    return Record(received.topic, received.key, received.body, shared + own)
