"""Waiting for facts: each wait has a name and a deadline, and none is longer than it must be."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
PAUSE_SECONDS = 0.05


class Missing(Exception):
    """Something that was promised did not show; the text says what."""


def require(fact: object, what: str) -> None:
    """Raise `Missing` unless the fact holds."""
    if not fact:
        raise Missing(what)


async def until(
    what: str,
    look: Callable[[], Awaitable[T | None]],
    seconds: float = 30.0,
    pause: float = PAUSE_SECONDS,
) -> T:
    """Look until there is something, and give it; `what` completes "… was not seen".

    Those who wait in great numbers make a longer `pause`: asking is work for who is asked.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = await look()
        if found:
            return found
        await asyncio.sleep(pause)
    raise Missing(f"{what} was not seen within {seconds:.0f} s")
