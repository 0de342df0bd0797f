"""What both matrices share: the faults, and how their cells are filled and told."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from control import Json
from waiting import Missing, until

T = TypeVar("T")
PATIENCE_SECONDS = 150.0
PAUSE_SECONDS = 0.5
# What the network, the gateway and a platform itself can do to a call; two in a row, since a client
# that repeats one would hide it.
FAULTS: Mapping[str, Json] = MappingProxyType(
    {
        "delay": {"kind": "delay", "delay_seconds": 2.0},
        "reset before": {"kind": "reset_before", "count": 2},
        "reset after": {"kind": "reset_after", "count": 2},
        "429": {"kind": "status", "status": 429, "retry_after": "1"},
        "5xx": {"kind": "status", "status": 503, "count": 2},
        "HTML": {"kind": "html", "status": 502, "count": 2},
        "truncated": {"kind": "truncated", "count": 2},
        "200 with error": {"kind": "error_200", "code": "internal_error", "count": 2},
    }
)
# The platform did it and the answer was lost.
LOST = frozenset({"reset after", "truncated"})


@dataclass(frozen=True)
class Cell:
    """What became of one call under one fault, and what the user reads about it."""

    endpoint: str
    fault: str
    final: str
    sentence: str
    effects: int
    """How often the platform did what was asked."""

    @property
    def told(self) -> str:
        """The cell in a line of the table."""
        return f"{self.final}; {self.effects} over there; {self.sentence}"


Place = tuple[str, str]
"""A call, and the fault that it is under."""
Matrix = Mapping[Place, Cell]


async def fill(
    places: Iterable[Place], one: Callable[[str, str], Awaitable[Cell]], at_once: int
) -> Matrix:
    """Fill every cell, a few at a time."""
    gate = asyncio.Semaphore(at_once)

    async def filled(place: Place) -> tuple[Place, Cell]:
        async with gate:
            return place, await one(*place)

    return dict(await asyncio.gather(*map(filled, places)))


async def ending(hurt: Awaitable[tuple[str, str]]) -> tuple[str, str]:
    """Give how a call ended and what is said of it; what never came is an end of its own."""
    try:
        return await hurt
    except Missing as missing:
        return "no end", str(missing)


async def wait(what: str, look: Callable[[], Awaitable[T | None]]) -> T:
    """Wait as long as anything in a matrix may take, as one of many who do."""
    return await until(what, look, PATIENCE_SECONDS, PAUSE_SECONDS)
