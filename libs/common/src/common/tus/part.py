"""What has come of one piece, with the room on disk for all of it."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from common.errors import Unavailable
from common.tus.room import Lease, Room
from common.tus.sink import Upload
from common.tus.spool import Spool


def nothing() -> None:
    """Do nothing."""


class Part:
    """The bytes of one piece, from the first to the last; `piece` is the piece's name.

    Its room is offered to whoever waits while its client is away or too slow: then it may end at
    any moment, and `is_gone`.
    """

    def __init__(self, upload: Upload, room: Room, lease: Lease) -> None:
        self.piece, self.is_gone, self.times_told = upload.piece, False, 0
        self.on_end: Callable[[], None] = nothing
        self._whole, self._room, self._lease = upload.piece_size, room, lease
        self._timer: asyncio.TimerHandle | None = None
        self.spool = Spool.open()

    @classmethod
    async def begin(cls, upload: Upload, user_id: UUID, room: Room) -> "Part":
        """Wait for room for the next piece of an upload; raises `Unavailable`."""
        lease = await room.take(user_id, upload.piece_size)
        try:
            return cls(upload, room, lease)
        except BaseException:
            room.give_back(lease)
            raise

    @classmethod
    def begin_now(cls, upload: Upload, user_id: UUID, room: Room) -> "Part | None":
        """Begin the next piece of an upload if there is room that nobody waits for."""
        lease = room.take_now(user_id, upload.piece_size)
        if lease is None:
            return None
        try:
            return cls(upload, room, lease)
        except Unavailable:
            room.give_back(lease)
            return None

    @property
    def missing(self) -> int:
        """How many bytes have not come yet."""
        return self._whole - self.spool.size

    def hold(self) -> None:
        """Keep the room, whoever waits."""
        if self._timer is not None:
            self._timer.cancel()
        self._room.withdraw(self._lease)

    def offer_after(self, seconds: float) -> None:
        """Hold the room for so long, and then offer it."""
        self.hold()
        self._timer = asyncio.get_running_loop().call_later(seconds, self._offer)

    def offer_for(self, seconds: float) -> None:
        """Offer the room, and give it up after so many seconds."""
        self.hold()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.give_up)
        self._offer()

    def give_up(self) -> None:
        """Forget the bytes, and give the room back; doing it again changes nothing."""
        if not self.is_gone:
            self._end()
            self._room.give_back(self._lease)

    def _offer(self) -> None:
        self._room.offer(self._lease, self._end)

    def _end(self) -> None:
        self.is_gone = True
        if self._timer is not None:
            self._timer.cancel()
        self.spool.close()
        self.on_end()
