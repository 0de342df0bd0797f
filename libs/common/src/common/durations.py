"""Lengths of time as people say them."""

from math import ceil

MINUTE, HOUR = 60, 3600


def in_words(seconds: float) -> str:
    """Say how long, never less than it is: `45 seconds`, `2 minutes`, `24 hours`."""
    whole = max(1, ceil(seconds))
    unit, length = ("hour", HOUR) if whole >= 2 * HOUR else ("minute", MINUTE)
    if whole < MINUTE:
        unit, length = "second", 1
    count = ceil(whole / length)
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
