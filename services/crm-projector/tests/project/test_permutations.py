"""Any order, any repeats and any cut into batches end in the same tables.

A history is what the owners of the events could say: sequences count up, a post is asked for once,
a `publish_id` belongs to one post, and one delivery is received at different times.
"""

import asyncio
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from common.event import Delivered
from common.postgres import Pool

from ..database import OF_THE_LOG, Rows, emptied, settle, tables
from .histories import SLOW, histories


@st.composite
def repeats(draw: st.DrawFn, history: list[Delivered]) -> list[Delivered]:
    """Copies of some events, further on in the log."""
    chosen = draw(st.lists(st.sampled_from(history), max_size=6))
    return [
        replace(one, offset=one.offset + 1_000 * number)
        for number, one in enumerate(chosen, start=1)
    ]


@st.composite
def disturbed(draw: st.DrawFn) -> tuple[list[Delivered], list[list[Delivered]]]:
    """A history, and the same shuffled, with repeats, cut into batches."""
    history = draw(histories())
    log = history + draw(repeats(history))
    return history, draw(cut(draw(st.permutations(log))))


@st.composite
def cut(draw: st.DrawFn, events: list[Delivered]) -> list[list[Delivered]]:
    """Cut into batches, some of them of one event."""
    batches: list[list[Delivered]] = [[]]
    for event in events:
        if batches[-1] != [] and draw(st.booleans()):
            batches.append([])
        batches[-1].append(event)
    return batches


async def ends(pool: Pool, batches: list[list[Delivered]], without: frozenset[str]) -> Rows:
    """Give the tables after these batches, and leave them empty."""
    await settle(pool, *batches)
    found = await tables(pool, without)
    await emptied(pool)
    return found


@SLOW
@given(case=disturbed())
def test_any_order_and_any_repeats_end_in_equal_tables(
    on_one_loop: tuple[asyncio.Runner, Pool], case: tuple[list[Delivered], list[list[Delivered]]]
) -> None:
    (runner, pool), (history, batches) = on_one_loop, case

    in_order = runner.run(ends(pool, [history], OF_THE_LOG))
    disturbed_order = runner.run(ends(pool, batches, OF_THE_LOG))

    assert disturbed_order == in_order


@SLOW
@given(data=st.data())
def test_a_batch_may_end_anywhere(
    on_one_loop: tuple[asyncio.Runner, Pool], data: st.DataObject
) -> None:
    runner, pool = on_one_loop
    history = data.draw(histories())
    log = history + data.draw(repeats(history))

    whole = runner.run(ends(pool, [log], frozenset()))
    in_parts = runner.run(ends(pool, data.draw(cut(log)), frozenset()))

    assert in_parts == whole


@SLOW
@given(case=disturbed())
def test_a_rebuild_from_the_beginning_equals_what_stands(
    on_one_loop: tuple[asyncio.Runner, Pool], case: tuple[list[Delivered], list[list[Delivered]]]
) -> None:
    (runner, pool), (_, batches) = on_one_loop, case
    live = [[event] for batch in batches for event in batch]

    lived = runner.run(ends(pool, live, frozenset()))
    rebuilt = runner.run(ends(pool, [[event for batch in batches for event in batch]], frozenset()))

    assert rebuilt == lived
