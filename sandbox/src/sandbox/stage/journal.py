"""The requests that arrived and their answers: kept for tests, and logged in one line each."""

import logging
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from sandbox.stage.clock import real_time

LOGGER = logging.getLogger("sandbox")
KEPT_REQUESTS = 50_000
QUIET = ("/healthz", "/avatars/", "/covers/", "/pictures/")


@dataclass
class Entry:
    """One request.

    `effect` is what the sandbox itself decided ("ok" or an error code; None where a fault kept
    the request from it); `outcome` is what the client saw, which a fault may have changed.
    """

    number: int
    method: str
    path: str
    time: float = field(default_factory=real_time)
    status: int | None = None
    effect: str | None = None
    outcome: str | None = None
    fault: str | None = None
    fields: dict[str, str] = field(default_factory=dict)


NOTE = web.RequestKey("note", Entry)


class Journal:
    """The requests in the order of their arrival."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT_REQUESTS)
        self._count = 0

    def open(self, method: str, path: str) -> Entry:
        """Record a request before anything happens to it."""
        self._count += 1
        entry = Entry(self._count, method, path)
        self._entries.append(entry)
        return entry

    def matching(self, wanted: Mapping[str, str]) -> Iterator[Entry]:
        """Entries whose attributes or noted fields have all the wanted values."""
        return (entry for entry in self._entries if _matches(entry, wanted))

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()


def _matches(entry: Entry, wanted: Mapping[str, str]) -> bool:
    known = {name: str(value) for name, value in vars(entry).items()} | entry.fields
    return all(known.get(name) == value for name, value in wanted.items())


def note(request: web.Request, **fields: object) -> None:
    """Add fields to the entry of a request; never a secret."""
    request[NOTE].fields.update({name: str(value) for name, value in fields.items()})


def journalling(journal: Journal) -> Middleware:
    """The outermost layer around a platform's own routes."""

    @web.middleware
    async def record(request: web.Request, handler: Handler) -> web.StreamResponse:
        entry = request[NOTE] = journal.open(request.method, request.path)
        started = time.perf_counter()
        try:
            response = await handler(request)
            if entry.outcome is None:
                entry.status, entry.outcome = response.status, entry.effect
            return response
        finally:
            _log(entry, time.perf_counter() - started)

    return record


def _log(entry: Entry, seconds: float) -> None:
    if entry.path.startswith(QUIET):
        return
    status = entry.status or "-"
    outcome = entry.outcome or "-"
    LOGGER.info("%s %s %s %s %.0fms", entry.method, entry.path, status, outcome, seconds * 1000)
