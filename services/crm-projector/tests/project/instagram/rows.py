"""The row that some events make."""

from collections.abc import Sequence
from typing import Any

from common.event import Delivered, Event
from common.postgres import Pool

from ...builders import Story
from ...database import emptied, settle, tables


def told(events: Sequence[Event]) -> list[Delivered]:
    """Tell these events, counted from 1."""
    story = Story()
    return [story.tell(event, number) for number, event in enumerate(events, start=1)]


async def only(pool: Pool, table: str, *events: Event) -> Any:
    """Give the one row that these events, counted from 1, make; they come in the reverse order."""
    await emptied(pool)
    await settle(pool, [*reversed(told(events))])
    [row] = (await tables(pool))[table]
    return row
