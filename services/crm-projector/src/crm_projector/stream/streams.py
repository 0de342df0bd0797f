"""The open streams: which changes each gets, and how many are kept for a slow reader."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from common.errors import RateLimited, Unavailable
from crm_projector.stream import metrics
from crm_projector.stream.changes import Change, Changes

MOST_FOR_ONE_USER = 10
MOST_PENDING = 1_000
GATHERING_SECONDS = 0.25
RETRY_SECONDS = 10.0
RESET = ""


class Stream:
    """What one reader has not been sent yet: accounts, not changes, so it stays small."""

    def __init__(self, most: int = MOST_PENDING) -> None:
        self._most = most
        self._pending: dict[str, str] = {}
        self._is_reset = False
        self._has_news, self._is_closed = asyncio.Event(), asyncio.Event()

    @property
    def is_closed(self) -> bool:
        """Whether there will be no more news."""
        return self._is_closed.is_set()

    def add(self, change: Change) -> None:
        """Add a change; it replaces an older one of the same account."""
        self._pending.pop(change.account_id, None)
        self._pending[change.account_id] = change.sequence
        if len(self._pending) > self._most:
            self.reset()
        self._has_news.set()

    def reset(self) -> None:
        """Add that anything may have changed, instead of what was pending."""
        self._is_reset = True
        self._pending.clear()
        self._has_news.set()

    def close(self) -> None:
        """End it, and whatever waits for news."""
        self._is_closed.set()
        self._has_news.set()

    async def wait(self, seconds: float) -> None:
        """Wait for a change, at most so long; then a moment more, so that changes come together."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._has_news.wait()
            async with asyncio.timeout(GATHERING_SECONDS):
                await self._is_closed.wait()

    def take(self, newest: str) -> list[tuple[str, str]]:
        """Give each account with the number of its newest change, in their order, once.

        A reset is given instead of all of them: it has no account, and the number `newest`.
        """
        taken = [(RESET, newest)] if self._is_reset else list(self._pending.items())
        self._pending.clear()
        self._is_reset = False
        if not self.is_closed:
            self._has_news.clear()
        return taken


class Streams:
    """Hands every change to the streams of its user."""

    def __init__(self, most: int = 1_000, changes: Changes | None = None) -> None:
        self._most, self._open, self._is_closed = most, 0, False
        self._changes = changes or Changes()
        self._by_user: defaultdict[str, set[Stream]] = defaultdict(set)

    @property
    def newest(self) -> str:
        """The number of the newest change."""
        return self._changes.newest

    def begin(self, number: str) -> None:
        """Begin after a lost connection: changes may be missing, so every reader reads all."""
        self._changes.begin(number)
        for stream in self._all():
            stream.reset()

    def publish(self, change: Change) -> None:
        """Hand it to the streams of its user."""
        self._changes.append(change)
        for stream in self._by_user.get(change.user_id, ()):
            stream.add(change)

    def close(self) -> None:
        """End every stream; no other is opened."""
        self._is_closed = True
        for stream in self._all():
            stream.close()

    @contextmanager
    def opened(self, user_id: str, after: str | None) -> Iterator[Stream]:
        """Open a stream that begins with what the user missed after the change of this number.

        Raises `RateLimited` or `Unavailable` where too many are open.
        """
        self._check(user_id)
        stream = self._caught_up(user_id, after)
        self._by_user[user_id].add(stream)
        self._count(1)
        try:
            yield stream
        finally:
            self._count(-1)
            self._by_user[user_id].discard(stream)
            if not self._by_user[user_id]:
                del self._by_user[user_id]

    def _check(self, user_id: str) -> None:
        if len(self._by_user.get(user_id, ())) >= MOST_FOR_ONE_USER:
            raise RateLimited("You have too many streams open; close a page.", RETRY_SECONDS)
        if self._is_closed or self._open >= self._most:
            raise Unavailable("There is no room for another stream here; try again.")

    def _caught_up(self, user_id: str, after: str | None) -> Stream:
        stream, missed = Stream(), self._changes.after(after)
        if missed is None:
            stream.reset()
        for change in missed or ():
            if change.user_id == user_id:
                stream.add(change)
        return stream

    def _count(self, more: int) -> None:
        self._open += more
        metrics.OPEN_STREAMS.inc(more)

    def _all(self) -> Iterator[Stream]:
        return (stream for streams in self._by_user.values() for stream in streams)
