"""Leaving out what a library says again and again, such as aiokafka while a broker is away."""

import logging
from collections import Counter

QUIET_SECONDS = 60.0
MOST_KINDS = 100


class Repeats(logging.Filter):
    """Lets one line of a kind through a minute; the next one tells how many were left out.

    Two lines of a logger (or of one below it) are of one kind where their text before formatting
    is the same.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._told_at: dict[str, float] = {}
        self._left_out: Counter[str] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether this line is written."""
        if not super().filter(record):
            return True
        kind = str(record.msg)
        if record.created - self._told_at.get(kind, 0.0) < QUIET_SECONDS:
            self._left_out[kind] += 1
            return False
        if len(self._told_at) >= MOST_KINDS:
            self._told_at.clear()
            self._left_out.clear()
        self._told_at[kind] = record.created
        if left_out := self._left_out.pop(kind, 0):
            record.msg = f"{kind} ({left_out} more like it were left out)"
        return True
