"""How many bytes of uploads a process keeps, and who is next when there is no room."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from common import metrics
from common.errors import Unavailable

LONGEST_WAIT = 60.0  # seconds


@dataclass(eq=False, slots=True)
class Waiting:
    """A user's wish for room, in the order of arrival."""

    user_id: UUID
    size: int
    granted: asyncio.Event = field(default_factory=asyncio.Event)


class Room:
    """Never gives out more than `most` bytes, and to one user at most half of them.

    When room is short, the user who holds the least is next, and then who came first. A request
    that is larger than the limit is granted alone, so that it does not wait for ever.
    `kind` names the room in the metrics. Nobody waits longer than `longest_wait` seconds; None is
    for ever.
    """

    def __init__(self, kind: str, most: int, longest_wait: float | None = LONGEST_WAIT) -> None:
        self._most, self._share, self.longest_wait = most, most // 2, longest_wait
        self._held: Counter[UUID] = Counter()
        self._waiting: list[Waiting] = []
        self._used = metrics.UPLOAD_ROOM.labels(kind)
        self._queue = metrics.UPLOADS_WAITING.labels(kind)

    @property
    def used(self) -> int:
        """How many bytes are given out now."""
        return self._held.total()

    @asynccontextmanager
    async def taken(self, user_id: UUID, size: int) -> AsyncIterator[None]:
        """Hold `size` bytes of room while the context is open.

        Raises `Unavailable` if there is none for `longest_wait` seconds.
        """
        await self._take(Waiting(user_id, size))
        try:
            yield
        finally:
            self._give_back(user_id, size)

    async def _take(self, turn: Waiting) -> None:
        self._waiting.append(turn)
        self._grant()
        try:
            with self._queue.track_inprogress():
                async with asyncio.timeout(self.longest_wait):
                    await turn.granted.wait()
        except BaseException as error:
            self._forget(turn)
            if isinstance(error, TimeoutError):
                busy = "Too many uploads are under way here; try again soon."
                raise Unavailable(busy) from error
            raise

    def _forget(self, turn: Waiting) -> None:
        """Undo the wish of somebody who stopped waiting; it may have been granted just before."""
        if turn in self._waiting:
            self._waiting.remove(turn)
            self._grant()  # the next one may need less
        else:
            self._give_back(turn.user_id, turn.size)

    def _give_back(self, user_id: UUID, size: int) -> None:
        self._held[user_id] -= size
        self._held += Counter()  # forget who holds nothing
        self._used.dec(size)
        self._grant()

    def _grant(self) -> None:
        """Let in whoever is next, until one does not fit: nobody smaller overtakes that one."""
        while (turn := self._next()) and self._fits(turn.size):
            self._waiting.remove(turn)
            self._held[turn.user_id] += turn.size
            self._used.inc(turn.size)
            turn.granted.set()

    def _next(self) -> Waiting | None:
        """Give the first of those whose user holds the least, leaving out who has a full share."""
        allowed = (turn for turn in self._waiting if self._is_within_share(turn))
        return min(allowed, key=lambda turn: self._held[turn.user_id], default=None)

    def _is_within_share(self, turn: Waiting) -> bool:
        held = self._held[turn.user_id]
        return held == 0 or held + turn.size <= self._share

    def _fits(self, size: int) -> bool:
        return self.used == 0 or self.used + size <= self._most
