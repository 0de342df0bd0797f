"""One trace from a request to what a consumer does, over the outbox and Kafka."""

import re
import uuid

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import INVALID_SPAN_CONTEXT, SpanContext, StatusCode, TraceFlags

import common.tracing
from common.cause import UNKNOWN, current_cause
from common.consumer import ExactConsumer
from common.event import Delivered
from common.postgres import Connection, Pool
from common.publisher import NotPublished, Publisher, Record
from common.relay import Relay
from common.subscription import Subscription, one_by_one
from common.tracing import (
    Recording,
    calling,
    configure_tracing,
    processing_batch,
    sending,
    serving,
    trace_id,
    traceparent,
)
from common.web import edge

from .senders import OUTBOX, Sender
from .support import CATALOGUE, SCHEMA, Added, envelope, until, working

CALLER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TRACE, PARENT = int(CALLER[3:35], 16), int(CALLER[36:52], 16)


def named(spans: InMemorySpanExporter, name: str) -> ReadableSpan:
    """Give the one span of this name."""
    [span] = [span for span in spans.get_finished_spans() if span.name == name]
    return span


def app(pool: Pool, sender: Sender, *, trust: bool) -> web.Application:
    """A service that decides something when asked."""

    async def decide(_request: web.Request) -> web.Response:
        async with pool.connection() as connection:
            await OUTBOX.append(connection, sender.event("a", 1), 1)
        return web.Response()

    made = web.Application(middlewares=[edge("probe", trust_caller=trust)])
    made.add_routes([web.post("/decide", decide)])
    return made


async def test_one_trace_leads_from_the_request_to_the_handler(
    sender: Sender, pool: Pool, publisher: Publisher, spans: InMemorySpanExporter
) -> None:
    causes = []

    async def handle(_connection: Connection, _delivered: Delivered) -> None:
        causes.append(current_cause())

    async with TestClient(TestServer(app(pool, sender, trust=True))) as client:
        await client.post("/decide", headers={"traceparent": CALLER})
    group = f"group-{uuid.uuid4().hex}"
    subscription = Subscription(group, [sender.topic], CATALOGUE, one_by_one({Added: handle}))
    consumer = ExactConsumer(subscription, sender.servers, pool, publisher)
    async with working(Relay(sender.url, SCHEMA, publisher).run(), consumer.run()):

        async def handled() -> bool:
            return bool(causes)

        await until(handled)

    request = named(spans, "POST /decide")
    sent, processed = named(spans, f"send {sender.topic}"), named(spans, f"process {sender.topic}")
    assert {span.context.trace_id for span in (request, sent, processed) if span.context} == {TRACE}
    assert request.parent is not None
    assert request.parent.span_id == PARENT
    for span in (sent, processed):
        assert span.parent is not None
        assert request.context is not None
        assert span.parent.span_id == request.context.span_id
    [record] = await sender.records()
    assert causes[0].correlation_id == f"{TRACE:032x}"
    assert causes[0].causation_id == dict(record.headers)["ce_id"].decode()


async def test_a_strangers_trace_is_linked_and_not_continued(
    sender: Sender, pool: Pool, spans: InMemorySpanExporter
) -> None:
    async with TestClient(TestServer(app(pool, sender, trust=False))) as client:
        await client.post("/decide", headers={"traceparent": CALLER})

    request = named(spans, "POST /decide")
    assert request.context is not None
    assert request.context.trace_id != TRACE
    assert request.parent is None
    assert [link.context.trace_id for link in request.links] == [TRACE]


@pytest.mark.parametrize("header", ["", "nonsense", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"])
def test_a_malformed_traceparent_begins_a_new_trace(
    spans: InMemorySpanExporter, header: str
) -> None:
    for trust in (True, False):
        with serving("GET", "/", {"traceparent": header}, trust=trust):
            assert traceparent() is not None

    assert all(span.parent is None for span in spans.get_finished_spans())


def test_a_batch_spans_each_of_its_records(spans: InMemorySpanExporter) -> None:
    event = Added(to="t", account="a", number=1)
    batch = [Delivered("t", 0, n, "a", envelope(event), event, {}, b"") for n in range(3)]

    with processing_batch(batch):
        assert current_cause() == UNKNOWN  # and not the last record for all of them
        assert trace_id() is None

    offsets = [span.attributes or {} for span in spans.get_finished_spans()]
    assert {span["messaging.kafka.offset"] for span in offsets} == {0, 1, 2}


def test_a_call_that_fails_leaves_no_address_in_its_span(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ConnectionError), calling("tiktok", "status"):
        raise ConnectionError("https://open.tiktokapis.com/?access_token=act.SECRET")

    assert "SECRET" not in named(spans, "tiktok status").to_json()
    assert "Traceback" not in named(spans, "tiktok status").to_json()


async def test_a_sending_that_fails_says_so(spans: InMemorySpanExporter) -> None:
    with pytest.raises(NotPublished):
        await Publisher("unused").publish(Record("topic", "key", b"", []))

    assert named(spans, "send topic").status.status_code is StatusCode.ERROR


@pytest.mark.parametrize(("endpoint", "recorded"), [(None, False), ("http://127.0.0.1:9", True)])
def test_spans_are_recorded_only_where_somebody_takes_them(
    monkeypatch: pytest.MonkeyPatch, endpoint: str | None, recorded: bool
) -> None:
    providers: list[TracerProvider] = []
    monkeypatch.setattr(trace, "set_tracer_provider", providers.append)
    configure_tracing("probe", endpoint)

    span = providers[0].get_tracer("postlog").start_span("any")

    assert span.is_recording() == recorded
    assert span.get_span_context().is_valid  # its id is told either way
    providers[0].shutdown()


def ids(*, sampled: bool) -> SpanContext:
    """Name a span of another process."""
    return SpanContext(TRACE, PARENT, is_remote=True, trace_flags=TraceFlags(int(sampled)))


def test_a_share_of_the_traces_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "set_tracer_provider", lambda _: None)
    recording = Recording()
    recording.use(TracerProvider(), 0.25)

    recorded = sum(recording.wants(INVALID_SPAN_CONTEXT) for _ in range(4_000))

    assert 700 < recorded < 1_300
    assert recording.wants(ids(sampled=True))
    assert not recording.wants(ids(sampled=False))


def test_without_a_collector_no_trace_is_recorded_and_each_has_its_ids(
    monkeypatch: pytest.MonkeyPatch, spans: InMemorySpanExporter
) -> None:
    monkeypatch.setattr(common.tracing, "recording", Recording())

    with serving("GET", "/", {"traceparent": CALLER}, trust=True), sending("topic"):
        continued, cause = traceparent(), current_cause()
    with serving("GET", "/", {}, trust=True):
        begun = traceparent()

    assert re.fullmatch(rf"00-{TRACE:032x}-[0-9a-f]{{16}}-00", continued or "")
    assert cause.correlation_id == f"{TRACE:032x}"
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-00", begun or "")
    assert spans.get_finished_spans() == ()
