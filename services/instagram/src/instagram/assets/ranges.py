"""The header Range (RFC 9110, section 14): one range of bytes, or the whole file."""

import re

from instagram.assets.store import Span

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class NotSatisfiable(Exception):
    """The range begins behind the end of the file."""


def span_of(header: str | None, size: int) -> Span | None:
    """Give the range that is asked for, or None for the whole file.

    What cannot be read, and several ranges at once, mean the whole file. Raises `NotSatisfiable`.
    """
    found = RANGE.fullmatch(header.strip()) if header else None
    if found is None or found[1] == found[2] == "":
        return None
    if found[1] == "":
        count = int(found[2])
        if not count or not size:
            raise NotSatisfiable
        return Span(max(0, size - count), size - 1)
    first, last = int(found[1]), int(found[2] or size - 1)
    if first >= size:
        raise NotSatisfiable
    return None if last < first else Span(first, min(last, size - 1))
