"""Lists over all platforms: each platform gives a part, and a page is merged of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parts:
    """A platform's statements; they give the columns of `PostSummary`, `Insight` and of a growth.

    `posts` gives the `status` in the words that all platforms share, and the platform's own as
    `platform_status`. `samples` gives the counts that all platforms have, and all of the
    platform's own numbers as `metrics`. `growth` gives the counts of each sample with the kind of
    what was sampled, in the platform's words, and when it was made.
    """

    posts: str
    samples: str
    growth: str


def merged(parts: Iterable[str], order: str) -> str:
    """Give the statement that reads a page of each part, in this order, and merges them."""
    pages = (f"{_narrowed(part)} ORDER BY {order} LIMIT %(limit)s" for part in parts)
    return f"SELECT * FROM ({_all(pages)}) AS merged ORDER BY {order} LIMIT %(limit)s"


def together(parts: Iterable[str]) -> str:
    """Give the statement that reads all that fits of each part."""
    return _all(map(_narrowed, parts))


def _narrowed(part: str) -> str:
    """Leave room for the conditions; they name the columns that every part gives."""
    return f"SELECT * FROM ({part}) AS part WHERE true{{where}}"


def _all(statements: Iterable[str]) -> str:
    listed: Sequence[str] = [f"({statement})" for statement in statements]
    return " UNION ALL ".join(listed)
