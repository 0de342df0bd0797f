"""Lists with cursors."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from sandbox.instagram.graph.answers import invalid

T = TypeVar("T")
MOST = 100


@dataclass(frozen=True)
class Window:
    """Which part of a list is wanted; `address` and `query` make the links to the others."""

    limit: int
    after: str = ""
    before: str = ""
    address: str = ""
    query: Mapping[str, str] | None = None

    def link(self, **cursor: str) -> str:
        """The whole address of another part, with the token."""
        kept = {k: v for k, v in (self.query or {}).items() if k not in ("after", "before")}
        return f"{self.address}?{urlencode({**kept, 'limit': str(self.limit), **cursor})}"


def read_limit(text: str | None, usual: int, most: int = MOST) -> int:
    """The length asked for, at most `most`; raises GraphRefused where it is no number."""
    if text is None:
        return min(usual, most)
    if not text.isdecimal() or not int(text):
        raise invalid("Param limit must be an integer greater than 0")
    return min(int(text), most)


def page_of(
    items: Sequence[T], id_of: Callable[[T], str], window: Window
) -> tuple[list[T], dict[str, object]]:
    """The items of the window, and `paging` with cursors and links."""
    ids = [id_of(item) for item in items]
    start = _start(ids, window)
    shown = list(items[start : start + window.limit])
    if not shown:
        return [], {}
    cursors = {"before": cursor(ids[start]), "after": cursor(ids[start + len(shown) - 1])}
    paging: dict[str, object] = {"cursors": cursors}
    if window.address and start + len(shown) < len(items):
        paging["next"] = window.link(after=cursors["after"])
    if window.address and start:
        paging["previous"] = window.link(before=cursors["before"])
    return shown, {"paging": paging}


def _start(ids: Sequence[str], window: Window) -> int:
    if window.after:
        return _place(ids, window.after) + 1
    if window.before:
        return max(0, _place(ids, window.before) - window.limit)
    return 0


def _place(ids: Sequence[str], text: str) -> int:
    try:
        return ids.index(urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
    except (ValueError, UnicodeDecodeError) as error:
        raise invalid("Invalid cursors values") from error


def cursor(item_id: str) -> str:
    """An opaque place in a list."""
    return urlsafe_b64encode(item_id.encode()).decode().rstrip("=")
