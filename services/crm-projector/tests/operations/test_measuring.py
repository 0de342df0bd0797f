"""The gauges of groups and dead letters: they tell what a consumer that is gone cannot tell."""

import asyncio
from contextlib import suppress

from prometheus_client import REGISTRY

from common.errors import Unavailable
from common.postgres import Pool
from crm_projector.operations.consumers import Consumers
from crm_projector.operations.letters import DeadLetters
from crm_projector.operations.measuring import Measuring

from ..builders import Story, connected, requested
from ..loop import Loop


def of(loop: Loop, pool: Pool, servers: str | None = None) -> Measuring:
    """Measure the test's own topic and group."""
    return Measuring(
        Consumers(servers or loop.servers, [(loop.group, loop.topic)], {loop.topic: 1}),
        DeadLetters(pool, servers or loop.servers, {loop.dead_letter_topic: 1}),
    )


async def measured(measuring: Measuring) -> None:
    """Measure once; a broker that is new answers for no group at first."""
    async with asyncio.timeout(30):
        while True:
            with suppress(Unavailable):
                return await measuring.measure()
            await asyncio.sleep(0.05)


def told(loop: Loop, name: str) -> float | None:
    """Give the value of a gauge of the group."""
    labels = {"group": loop.group, "topic": loop.topic}
    return REGISTRY.get_sample_value(f"postlog_group_lag_{name}", labels)


def letters(loop: Loop) -> float | None:
    """Give the number of dead letters as it is told."""
    labels = {"topic": loop.dead_letter_topic}
    return REGISTRY.get_sample_value("postlog_dead_letter_records", labels)


async def test_the_lag_of_a_group_that_is_not_there_grows_with_the_log(
    loop: Loop, pool: Pool
) -> None:
    story, measuring = Story(), of(loop, pool)
    await loop.append(story.tell(connected(), 1))
    await measured(measuring)
    first = told(loop, "records"), told(loop, "seconds")

    await loop.append(story.tell(requested(), 1), story.tell(requested(), 2))
    await measured(measuring)

    assert first[0] == 1
    assert told(loop, "records") == 3
    assert first[1] is not None
    assert (told(loop, "seconds") or 0) >= first[1] >= 0


async def test_a_group_that_has_settled_everything_lags_by_nothing(loop: Loop, pool: Pool) -> None:
    await loop.append(Story().tell(connected(), 1))
    async with loop.running():
        await loop.settled(1)
        await loop.hinted(1)

    await measured(of(loop, pool))

    assert (told(loop, "records"), told(loop, "seconds")) == (0, 0)


async def test_dead_letters_are_counted_from_0(loop: Loop, pool: Pool) -> None:
    measuring = of(loop, pool)
    await measured(measuring)
    before = letters(loop)

    event = Story().tell(connected(), 1)
    event.value = b'{"odd": "\xff"}'
    await loop.append(event)
    async with loop.running():
        await loop.settled(1)
    await measured(measuring)

    assert (before, letters(loop)) == (0, 1)


async def test_without_kafka_it_goes_on_and_tells_nothing(loop: Loop, pool: Pool) -> None:
    running = asyncio.create_task(of(loop, pool, "127.0.0.1:1").run())

    await asyncio.wait([running], timeout=1)

    assert not running.done()
    assert told(loop, "records") is None
    running.cancel()
    await asyncio.wait([running])
