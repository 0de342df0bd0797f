"""Trying again: until it works, until it is told to end, and never past what is final."""

import asyncio

import pytest

from common.retry import forever


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
