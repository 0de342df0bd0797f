"""Gauges that only the leader of several processes sets."""

import asyncio

from prometheus_client import Gauge


class LeaderGauge:
    """One series of a gauge; a process that no longer leads does not show it.

    A leader that has lost its place often learns nothing of it. So the series also ends when it has
    not been set again within `seconds`.
    """

    def __init__(self, gauge: Gauge, *labels: str, seconds: float) -> None:
        self._gauge, self._labels, self._seconds = gauge, labels, seconds
        self._end: asyncio.TimerHandle | None = None

    def set(self, value: float) -> None:
        """Show the value, for the next `seconds` at most."""
        self.clear()
        self._gauge.labels(*self._labels).set(value)
        self._end = asyncio.get_running_loop().call_later(self._seconds, self.clear)

    def clear(self) -> None:
        """Show no value: this process does not lead, or not any more."""
        if self._end is None:
            return
        self._end.cancel()
        self._end = None
        self._gauge.remove(*self._labels)
