"""Why something happens now: carried beside the call, so that no function hands it on by name."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class Cause(NamedTuple):
    """The conversation this belongs to, and the event that led to it."""

    correlation_id: str | None = None
    causation_id: str | None = None


UNKNOWN = Cause()
CURRENT: ContextVar[Cause] = ContextVar("cause", default=UNKNOWN)


def current_cause() -> Cause:
    """Give the cause of what runs now."""
    return CURRENT.get()


@contextmanager
def caused_by(cause: Cause) -> Iterator[None]:
    """Let everything inside name this cause in its events and log lines."""
    token = CURRENT.set(cause)
    try:
        yield
    finally:
        CURRENT.reset(token)
