"""A delivery as a record for Kafka; the same delivery has the same id, however often it comes."""

from datetime import datetime

from common.cause import current_cause
from common.event import Envelope, event_id
from common.publisher import Record
from common.tracing import traceparent
from contracts.webhooks import WebhookReceived

SOURCE = "/webhook-ingest"


def record_of(received: WebhookReceived, request_headers: bytes, at: datetime) -> Record:
    """Wrap the untouched body in its envelope, under the running trace.

    `request_headers` is the JSON of those that are kept; they stand in the record only.
    """
    envelope = Envelope(
        id=event_id(SOURCE, received.external_id, received.provider),
        type=received.TYPE,
        source=SOURCE,
        subject=received.subject,
        time=at,
        correlation_id=current_cause().correlation_id,
        traceparent=traceparent(),
    )
    headers = [*envelope.headers(), *received.texts(), ("headers", request_headers)]
    return Record(received.topic, received.key, received.value(), headers)
