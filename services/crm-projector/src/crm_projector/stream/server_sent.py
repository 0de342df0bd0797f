"""Server-sent events as text: https://html.spec.whatwg.org/multipage/server-sent-events.html"""

import json
from collections.abc import Iterable

from crm_projector.stream.streams import RESET

MEDIA_TYPE = "text/event-stream"
BEGIN = b"retry: 2000\n\n"


def news(taken: Iterable[tuple[str, str]]) -> bytes:
    """Give an event for each account and the number of its change; no bytes where there is none."""
    return "".join(_event(account_id, number) for account_id, number in taken).encode()


def _event(account_id: str, number: str) -> str:
    name, data = ("reset", {}) if account_id == RESET else ("change", {"account_id": account_id})
    return f"event: {name}\nid: {number}\ndata: {json.dumps(data)}\n\n"


def alive(number: str) -> bytes:
    """Give an event that only says that the connection stands, and moves the id.

    A comment would not reach a page's script, and could not carry an id.
    """
    return f"event: alive\nid: {number}\ndata: {{}}\n\n".encode()
