"""Sliding-window request limits."""

from collections import deque


class SlidingWindows:
    """Counts the admitted requests of the last window, for each key.

    A refused request takes no place, so a client that keeps asking is admitted again as soon as
    its oldest request leaves the window.
    """

    def __init__(self) -> None:
        self._admitted: dict[tuple[str, str], deque[float]] = {}

    def admit(self, key: tuple[str, str], limit: int, window: tuple[float, float]) -> bool:
        """Take a place in the window `(start, now)` if there is one left."""
        start, now = window
        times = self._admitted.setdefault(key, deque())
        while times and times[0] <= start:
            times.popleft()
        if len(times) >= limit:
            return False
        times.append(now)
        return True

    def give_back(self, key: tuple[str, str]) -> None:
        """Free the place taken last, where the request does not count after all."""
        if times := self._admitted.get(key):
            times.pop()
