"""Leaving out what a library says again and again, such as aiokafka while a broker is away."""

import logging
from dataclasses import dataclass

QUIET_SECONDS = 60.0
LONGEST_QUIET = 960.0
MOST_KINDS = 100


@dataclass(slots=True)
class Kind:
    """When a line of this kind came last, when one was told, and for how long none is."""

    came_at: float
    told_at: float
    quiet: float = QUIET_SECONDS
    left_out: int = 0


class Repeats(logging.Filter):
    """Lets the first line of a kind through, and later ones after 1, 2, 4, 8 and then 16 minutes.

    Each of those tells how many were left out before it. After a minute without a line of the kind
    the next one is the first again. Two lines of a logger (or of one below it) are of one kind
    where their text before formatting is the same.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._kinds: dict[str, Kind] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether this line is written."""
        if not super().filter(record):
            return True
        text, now = str(record.msg), record.created
        kind = self._kinds.get(text)
        if kind is None:
            if len(self._kinds) >= MOST_KINDS:
                self._kinds.clear()
            self._kinds[text] = Kind(now, now)
            return True
        is_new = now - kind.came_at >= QUIET_SECONDS
        kind.came_at = now
        if not is_new and now - kind.told_at < kind.quiet:
            kind.left_out += 1
            return False
        if kind.left_out:
            record.msg = f"{text} ({kind.left_out} more like it were left out)"
        quiet = QUIET_SECONDS if is_new else min(2 * kind.quiet, LONGEST_QUIET)
        self._kinds[text] = Kind(now, now, quiet)
        return True
