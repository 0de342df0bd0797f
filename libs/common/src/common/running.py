"""The running trace: a span of opentelemetry's, or two numbers where nobody records it.

Each is entered by a request, a record or a timer's work, names the conversation, and is left again.
"""

from contextvars import ContextVar
from random import getrandbits

from opentelemetry import trace
from opentelemetry.context import attach, detach
from opentelemetry.trace import INVALID_SPAN, Span, StatusCode

from common.cause import CURRENT, Cause


class Unrecorded:
    """Makes a trace that nobody records the running one: its ids only, as text.

    Each request comes through here: a span and its context would take four times as long.
    """

    __slots__ = ("_cause", "_caused", "_outer", "trace_id", "traceparent")

    def __init__(self, trace_id: str, cause: Cause | None = None) -> None:
        self.trace_id = trace_id
        self.traceparent = f"00-{trace_id}-{getrandbits(64):016x}-00"
        self._cause = cause or Cause(trace_id)

    def __enter__(self) -> Span:
        self._outer = UNRECORDED.set(self)
        self._caused = CURRENT.set(self._cause)
        return INVALID_SPAN

    def __exit__(self, *_: object) -> None:
        CURRENT.reset(self._caused)
        UNRECORDED.reset(self._outer)


UNRECORDED: ContextVar[Unrecorded | None] = ContextVar("unrecorded", default=None)
"""The running trace where nobody records it; else it is opentelemetry that knows it."""


class Recorded:
    """Makes a span the running one; it ends with what it spans."""

    __slots__ = ("_cause", "_caused", "_hidden", "_outer", "span")

    def __init__(self, span: Span, cause: Cause | None = None) -> None:
        self.span = span
        self._cause = cause or Cause(f"{span.get_span_context().trace_id:032x}")

    def __enter__(self) -> Span:
        self._outer = attach(trace.set_span_in_context(self.span))
        self._hidden = UNRECORDED.set(None)
        self._caused = CURRENT.set(self._cause)
        return self.span

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        CURRENT.reset(self._caused)
        UNRECORDED.reset(self._hidden)
        detach(self._outer)
        if isinstance(error, Exception):
            note_failure(self.span, error)
        self.span.end()


def note_failure(span: Span, error: Exception) -> None:
    """Let a span say that what it spans has failed, and how."""
    span.record_exception(error)
    span.set_status(StatusCode.ERROR, f"{type(error).__name__}: {error}")
