"""OpenTelemetry, carried by hand through HTTP, record headers and the outbox.

One module names every span and attribute. Names follow the messaging conventions
(https://opentelemetry.io/docs/specs/semconv/messaging/kafka/): `send T`, `process T`.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pkgutil import resolve_name
from random import getrandbits
from typing import Any

from opentelemetry import trace
from opentelemetry.context import Context, get_current
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, DEFAULT_ON
from opentelemetry.trace import (
    INVALID_SPAN,
    INVALID_SPAN_CONTEXT,
    Link,
    Span,
    SpanContext,
    SpanKind,
    StatusCode,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from common.cause import Cause
from common.event import Delivered
from common.running import UNRECORDED, Recorded, Unrecorded

# Resolved when wanted: its import takes as long as half of a process's start.
EXPORTER = "opentelemetry.exporter.otlp.proto.http.trace_exporter:OTLPSpanExporter"
_propagator = TraceContextTextMapPropagator()
_tracer = trace.get_tracer("postlog")  # of the provider that is set later
# Flags end so where their lowest bit is set: https://www.w3.org/TR/trace-context/#sampled-flag
SAMPLED = tuple("13579bdf")
NO_PARENT = Context()


class Recording:
    """Which traces are recorded; the others have ids, for logs and headers, and cost little."""

    def __init__(self) -> None:
        self._taken = False
        self._share = 0.0

    def use(self, provider: TracerProvider, share: float | None) -> None:
        """Record this share, from 0 to 1, of the traces that begin here; None where none at all."""
        self._taken, self._share = share is not None, share or 0.0
        trace.set_tracer_provider(provider)

    def wants(self, parent: SpanContext) -> bool:
        """Tell whether to record a child: where its parent is, or by chance where there is none."""
        if not self._taken:
            return False
        if parent.is_valid:
            return parent.trace_flags.sampled
        return getrandbits(32) < self._share * 2**32


recording = Recording()


def configure_tracing(service: str, endpoint: str | None, share: float = 1.0) -> None:
    """Make trace ids always; record and export spans only where an OTLP endpoint is set."""
    provider = TracerProvider(
        resource=Resource.create({"service.name": service}),
        sampler=DEFAULT_ON if endpoint else ALWAYS_OFF,
    )
    if endpoint:
        exporter = resolve_name(EXPORTER)(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=5)
        provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=500))
    recording.use(provider, share if endpoint else None)


def traceparent() -> str | None:
    """Give the running span's `traceparent`, to be put into a header.

    https://www.w3.org/TR/trace-context/#traceparent-header
    """
    if unrecorded := UNRECORDED.get():
        return unrecorded.traceparent
    span = trace.get_current_span().get_span_context()
    if not span.is_valid:
        return None
    return f"00-{span.trace_id:032x}-{span.span_id:016x}-{span.trace_flags:02x}"


def trace_id() -> str | None:
    """Give the running trace's id as 32 hex digits, for a person to quote."""
    if unrecorded := UNRECORDED.get():
        return unrecorded.trace_id
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else None


def _context(traceparent_value: str | None) -> Context:
    if not traceparent_value:
        return NO_PARENT
    return _propagator.extract({"traceparent": traceparent_value}, context=NO_PARENT)


def _ids(context: Context) -> SpanContext:
    return trace.get_current_span(context).get_span_context() if context else INVALID_SPAN_CONTEXT


def _begin(
    name: str, context: Context, cause: Cause | None = None, **details: Any
) -> Recorded | Unrecorded:
    """Start a span where its trace is recorded; elsewhere make its ids only.

    The conversation is named by the trace, unless a cause is given.
    """
    parent = _ids(context)
    if recording.wants(parent):
        return Recorded(_tracer.start_span(name, context, **details), cause)
    return Unrecorded(f"{parent.trace_id or getrandbits(128):032x}", cause)


def serving(
    method: str, route: str, headers: Mapping[str, str], *, trust: bool
) -> AbstractContextManager[Span]:
    """Span a request; a caller's trace is continued where trusted, only linked elsewhere."""
    outer = _context(headers.get("traceparent"))
    remote = _ids(outer)
    return _begin(
        f"{method} {route}",
        outer if trust else NO_PARENT,
        kind=SpanKind.SERVER,
        links=[Link(remote)] if remote.is_valid and not trust else (),
        attributes={"http.request.method": method, "http.route": route},
    )


def beginning(name: str) -> AbstractContextManager[Span]:
    """Span what no request and no record asked for, such as a timer's work: a trace of its own."""
    return _begin(name, NO_PARENT)


def sending(topic: str, parent: str | None = None) -> AbstractContextManager[Span | None]:
    """Span the sending of a record, under the running span or under the outbox row's."""
    if not parent and UNRECORDED.get():
        return nullcontext()
    context = _context(parent) if parent else get_current()
    if not recording.wants(_ids(context)):
        return nullcontext()
    return _tracer.start_as_current_span(
        f"send {topic}",
        context=context,
        kind=SpanKind.PRODUCER,
        attributes={
            "messaging.system": "kafka",
            "messaging.operation.name": "send",
            "messaging.operation.type": "send",
            "messaging.destination.name": topic,
        },
    )


@contextmanager
def processing_batch(batch: Sequence[Delivered]) -> Iterator[None]:
    """Span each record of a batch that is written in one go, in its sender's trace if that records.

    None of the spans is the running one, and no record is named as the cause: what happens inside
    happens for all of them.
    """
    begun = [processing(delivered) for delivered in batch if _may_record(delivered)]
    try:
        yield
    finally:
        for one in begun:
            if isinstance(one, Recorded):
                one.span.end()


def _may_record(delivered: Delivered) -> bool:
    traceparent = delivered.envelope.traceparent
    return traceparent is None or traceparent.endswith(SAMPLED)


def processing(delivered: Delivered) -> Recorded | Unrecorded:
    """Span one record's handling as a child of its sender, and name it as the cause."""
    envelope = delivered.envelope
    return _begin(
        f"process {delivered.topic}",
        _context(envelope.traceparent),
        Cause(envelope.correlation_id, envelope.id),
        kind=SpanKind.CONSUMER,
        attributes={
            "messaging.system": "kafka",
            "messaging.operation.name": "process",
            "messaging.operation.type": "process",
            "messaging.destination.name": delivered.topic,
            "messaging.destination.partition.id": str(delivered.partition),
            "messaging.kafka.offset": delivered.offset,
            "messaging.message.id": envelope.id,
        },
    )


@contextmanager
def calling(provider: str, endpoint: str) -> Iterator[Span]:
    """Span one call to a platform; the address and its secrets stay out of it."""
    if UNRECORDED.get():
        yield INVALID_SPAN
        return
    with _tracer.start_as_current_span(
        f"{provider} {endpoint}",
        kind=SpanKind.CLIENT,
        attributes={"peer.service": provider},
        record_exception=False,  # a client library's message may hold the address
        set_status_on_exception=False,
    ) as span:
        try:
            yield span
        except BaseException:
            span.set_status(StatusCode.ERROR)
            raise
