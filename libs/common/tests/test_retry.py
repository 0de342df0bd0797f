"""Trying again: until it works, until it is told to end, and never past what is final."""

import asyncio

import pytest
from tenacity import AsyncRetrying, RetryCallState

from common.retry import FIRST, Pauses, forever


class Final(Exception):
    """Not to be tried again."""


async def test_it_tries_until_it_works_and_tells_each_failure() -> None:
    told: list[None] = []
    tries = 0

    async for attempt in forever("work", most=0.01, tell=lambda: told.append(None)):
        with attempt:
            tries += 1
            if tries < 4:
                raise ConnectionError

    assert (tries, len(told)) == (4, 3)


async def test_what_is_final_passes_through_at_once() -> None:
    tries = 0

    async def work() -> None:
        nonlocal tries
        async for attempt in forever("work", unless=(Final,)):
            with attempt:
                tries += 1
                raise Final

    with pytest.raises(Final):
        await work()
    assert tries == 1


async def test_a_cancellation_that_nobody_asked_for_is_tried_again() -> None:
    async def library() -> None:
        inner = asyncio.create_task(asyncio.Event().wait())
        inner.cancel()
        await inner

    tries = 0
    async for attempt in forever("work", most=0.01):
        with attempt:
            tries += 1
            if tries < 3:
                await library()

    assert tries == 3


async def test_cancelling_ends_it_inside_the_work_and_between_two_tries() -> None:
    entered = asyncio.Event()

    async def work(error: type[Exception] | None) -> None:
        async for attempt in forever("work", most=60.0):
            with attempt:
                entered.set()
                if error:
                    raise error
                await asyncio.Event().wait()

    for error in (None, ConnectionError):
        entered.clear()
        task = asyncio.create_task(work(error))
        await entered.wait()
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=5)
        assert done == {task}
        assert task.cancelled()


@pytest.mark.parametrize("beside", [False, True])
async def test_cancelling_ends_it_though_cleaning_up_fails(*, beside: bool) -> None:
    entered = asyncio.Event()

    async def step() -> None:
        entered.set()
        try:
            await asyncio.Event().wait()
        finally:
            raise ConnectionError

    async def grouped() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(step())
            await asyncio.Event().wait()

    async def work() -> None:
        async for attempt in forever("work", most=0.01):
            with attempt:
                await (grouped() if beside else step())

    task = asyncio.create_task(work())
    await entered.wait()
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=5)

    assert done == {task}
    assert task.cancelled()


def failed(began: float, ended: float) -> RetryCallState:
    """Give a try that failed after a time."""
    state = RetryCallState(AsyncRetrying(), None, (), {})
    state.start_time, state.outcome_timestamp = began, ended
    return state


def test_pauses_grow_to_their_bound_and_begin_anew_after_a_long_good_try() -> None:
    pauses, clock = Pauses(5.0), 0.0
    taken = []
    for _ in range(50):
        taken.append(pauses(failed(0.0, clock)))
        clock += taken[-1]

    assert taken[0] < 1.0
    assert all(5.0 <= pause <= 5.0 + FIRST for pause in taken[10:])

    assert pauses(failed(0.0, clock + 60.0)) <= 2 * FIRST
