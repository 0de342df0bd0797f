"""How many bytes of uploads a process keeps, and who is next when there is no room."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from common import metrics
from common.errors import Unavailable

LONGEST_WAIT = 60.0  # seconds


@dataclass(eq=False, slots=True)
class Lease:
    """Room for so many bytes, which a user waits for, and then holds until it is given back."""

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
        self._waiting: list[Lease] = []
        self._offered: dict[Lease, Callable[[], None]] = {}
        self._used = metrics.UPLOAD_ROOM.labels(kind)
        self._queue = metrics.UPLOADS_WAITING.labels(kind)

    @property
    def used(self) -> int:
        """How many bytes are given out now."""
        return self._held.total()

    @asynccontextmanager
    async def taken(self, user_id: UUID, size: int) -> AsyncIterator[None]:
        """Hold `size` bytes of room while the context is open; raises what `take` does."""
        lease = await self.take(user_id, size)
        try:
            yield
        finally:
            self.give_back(lease)

    async def take(self, user_id: UUID, size: int) -> Lease:
        """Wait for `size` bytes of room; the caller gives them back.

        Raises `Unavailable` if there is none for `longest_wait` seconds.
        """
        lease = Lease(user_id, size)
        self._waiting.append(lease)
        self._grant()
        try:
            with self._queue.track_inprogress():
                async with asyncio.timeout(self.longest_wait):
                    await lease.granted.wait()
        except BaseException as error:
            self._forget(lease)
            if isinstance(error, TimeoutError):
                busy = "Too many uploads are under way here; try again soon."
                raise Unavailable(busy) from error
            raise
        return lease

    def take_now(self, user_id: UUID, size: int) -> Lease | None:
        """Give `size` bytes of room that nobody waits for, or None; the caller gives them back."""
        lease = Lease(user_id, size)
        is_free = self._next() is None and self._is_within_share(lease) and self._fits(size)
        if not is_free:
            return None
        self._begin(lease)
        return lease

    def give_back(self, lease: Lease) -> None:
        """End a lease that was granted."""
        self._end(lease)
        self._grant()

    def offer(self, lease: Lease, on_end: Callable[[], None]) -> None:
        """Let the lease end as soon as its room would help somebody who waits.

        `on_end` is called then; the lease must not be given back any more.
        """
        self._offered[lease] = on_end
        self._grant()

    def withdraw(self, lease: Lease) -> None:
        """Keep the lease, whether it was offered or not."""
        self._offered.pop(lease, None)

    def _forget(self, lease: Lease) -> None:
        """Undo the wish of somebody who stopped waiting; it may have been granted just before."""
        if lease in self._waiting:
            self._waiting.remove(lease)
            self._grant()  # the next one may need less
        else:
            self.give_back(lease)

    def _begin(self, lease: Lease) -> None:
        self._held[lease.user_id] += lease.size
        self._used.inc(lease.size)

    def _end(self, lease: Lease) -> None:
        self._offered.pop(lease, None)
        self._held[lease.user_id] -= lease.size
        self._held += Counter()  # forget who holds nothing
        self._used.dec(lease.size)

    def _grant(self) -> None:
        """Let in whoever is next, as long as there is room, or room that is offered."""
        while self._let_in() or self._end_offered():
            pass

    def _let_in(self) -> bool:
        """Let the next one in; where that one does not fit, nobody smaller overtakes it."""
        lease = self._next()
        if lease is None or not self._fits(lease.size):
            return False
        self._waiting.remove(lease)
        self._begin(lease)
        lease.granted.set()
        return True

    def _end_offered(self) -> bool:
        """End the oldest offered lease of the user who holds the most, for somebody who waits.

        Who has a full share can be helped only with leases of their own.
        """
        waiting = {lease.user_id for lease in self._waiting}
        is_full = self._next() is not None
        helping = [
            lease for lease in self._offered if waiting and (is_full or lease.user_id in waiting)
        ]
        lease = max(helping, key=lambda lease: self._held[lease.user_id], default=None)
        if lease is None:
            return False
        on_end = self._offered[lease]
        self._end(lease)
        on_end()
        return True

    def _next(self) -> Lease | None:
        """Give the first of those whose user holds the least, leaving out who has a full share."""
        allowed = (lease for lease in self._waiting if self._is_within_share(lease))
        return min(allowed, key=lambda lease: self._held[lease.user_id], default=None)

    def _is_within_share(self, lease: Lease) -> bool:
        held = self._held[lease.user_id]
        return held == 0 or held + lease.size <= self._share

    def _fits(self, size: int) -> bool:
        return self.used == 0 or self.used + size <= self._most
