"""The time that decides when tokens, addresses, downloads and limits end."""

import asyncio
import time


class Clock:
    """Real time plus an offset that the control API sets."""

    def __init__(self) -> None:
        self._offset_seconds = 0.0
        self._moved = asyncio.Event()

    @property
    def offset_seconds(self) -> float:
        """How far the clock is ahead of real time."""
        return self._offset_seconds

    @offset_seconds.setter
    def offset_seconds(self, seconds: float) -> None:
        self._offset_seconds = seconds
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    def now(self) -> float:
        """Seconds since the epoch, plus the offset."""
        return real_time() + self._offset_seconds

    async def sleep_until(self, moment: float) -> None:
        """Wait for a moment of this clock, even if it is shifted in the meantime."""
        while (left := moment - self.now()) > 0:
            moved = asyncio.create_task(self._moved.wait())
            try:
                await asyncio.wait({moved}, timeout=left)
            finally:
                moved.cancel()


def real_time() -> float:
    """Seconds since the epoch without the offset, which receivers of webhooks do not know."""
    return time.time()
