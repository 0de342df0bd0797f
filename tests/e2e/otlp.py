"""A receiver of OpenTelemetry's spans: OTLP over HTTP, kept in memory.

https://opentelemetry.io/docs/specs/otlp/#otlphttp
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Span:
    """One span, with the service that told it; an empty `parent_id` is a trace's beginning."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent_id: str


class Spans:
    """What was received; `exports` are the bytes as they came."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.exports: list[bytes] = []

    def of_trace(self, trace_id: str) -> list[Span]:
        """Give the spans of one trace that have come so far."""
        return [span for span in self._all() if span.trace_id == trace_id]

    def _all(self) -> Iterator[Span]:
        for export in list(self.exports):
            for group in ExportTraceServiceRequest.FromString(export).resource_spans:
                named = {one.key: one.value.string_value for one in group.resource.attributes}
                for scope in group.scope_spans:
                    for span in scope.spans:
                        ids = (span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex())
                        yield Span(named["service.name"], span.name, *ids)


@contextmanager
def receive(port: int = 0) -> Iterator[Spans]:
    """Listen on loopback; port 0 takes any."""

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            spans.exports.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.end_headers()

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Say nothing of each request."""

    with ThreadingHTTPServer(("127.0.0.1", port), Receiver) as server:
        spans = Spans(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield spans
        finally:
            server.shutdown()
            thread.join()
