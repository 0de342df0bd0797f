"""The open streams: who hears of which change, and how much of it is kept for a slow reader."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from common import metrics
from common.errors import RateLimited, Unavailable
from crm_projector.changes import Change, Changes

MOST_FOR_ONE_USER = 10
MOST_PENDING = 1_000
GATHERING_SECONDS = 0.25
RETRY_SECONDS = 10.0
RESET = ""


class Stream:
    """What one reader has not been told yet: accounts, not changes, so it stays small."""

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
        """Tell of a change; the newest of an account stands for those before it."""
        self._pending.pop(change.account_id, None)
        self._pending[change.account_id] = change.sequence
        if len(self._pending) > self._most:
            self.reset()
        self._has_news.set()

    def reset(self) -> None:
        """Tell that anything may have changed; what was pending is part of it."""
        self._is_reset = True
        self._pending.clear()
        self._has_news.set()

    def close(self) -> None:
        """End it, and whatever waits for news."""
        self._is_closed.set()
        self._has_news.set()

    async def wait(self, seconds: float) -> None:
        """Wait for news, at most so long; then a little more, for what comes with them."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._has_news.wait()
            async with asyncio.timeout(GATHERING_SECONDS):
                await self._is_closed.wait()

    def take(self, newest: str) -> list[tuple[str, str]]:
        """Give each account and the change that it is told by, in their order, once.

        A reset stands for all of them: it has no account, and is told by the newest place.
        """
        told = [(RESET, newest)] if self._is_reset else list(self._pending.items())
        self._pending.clear()
        self._is_reset = False
        if not self.is_closed:
            self._has_news.clear()
        return told


class Streams:
    """Hands every change to the streams of its user."""

    def __init__(self, most: int = 1_000, changes: Changes | None = None) -> None:
        self._most, self._open, self._is_closed = most, 0, False
        self._changes = changes or Changes()
        self._by_user: defaultdict[str, set[Stream]] = defaultdict(set)

    @property
    def newest(self) -> str:
        """The place that every stream has been told up to, but for what is pending."""
        return self._changes.newest

    def begin(self, place: str) -> None:
        """Go on after a break: nobody knows what was missed, so everybody reads again."""
        self._changes.begin(place)
        for stream in self._all():
            stream.reset()

    def tell(self, change: Change) -> None:
        """Hand it to whom it concerns."""
        self._changes.append(change)
        for stream in self._by_user.get(change.user_id, ()):
            stream.add(change)

    def close(self) -> None:
        """End every stream; no other is opened."""
        self._is_closed = True
        for stream in self._all():
            stream.close()

    @contextmanager
    def opened(self, user_id: str, place: str | None) -> Iterator[Stream]:
        """Keep a stream that knows what the user missed after `place`.

        Raises `RateLimited` or `Unavailable` where too many are open.
        """
        self._check(user_id)
        stream = self._caught_up(user_id, place)
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

    def _caught_up(self, user_id: str, place: str | None) -> Stream:
        stream, missed = Stream(), self._changes.after(place)
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
