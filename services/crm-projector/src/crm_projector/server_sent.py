"""Server-sent events as text: https://html.spec.whatwg.org/multipage/server-sent-events.html"""

import json
from collections.abc import Iterable

from crm_projector.streams import RESET

MEDIA_TYPE = "text/event-stream"
BEGIN = b"retry: 2000\n\n"


def news(told: Iterable[tuple[str, str]]) -> bytes:
    """Give an event for each account, or for all of them; nothing, where there is no news."""
    return "".join(_event(account_id, place) for account_id, place in told).encode()


def _event(account_id: str, place: str) -> str:
    name, data = ("reset", {}) if account_id == RESET else ("change", {"account_id": account_id})
    return f"event: {name}\nid: {place}\ndata: {json.dumps(data)}\n\n"


def alive(place: str) -> bytes:
    """Give an event that says no more than that the connection stands.

    A page would not hear a comment; and whoever hears of nothing for hours knows where to go on.
    """
    return f"event: alive\nid: {place}\ndata: {{}}\n\n".encode()
