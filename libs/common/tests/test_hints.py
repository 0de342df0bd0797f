"""What Kafka is told of settled offsets, while nobody waits for it."""

import asyncio

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError

from common.backlog import Backlog
from common.hints import Hints

FIRST, SECOND = TopicPartition("t", 0), TopicPartition("t", 1)


class Record:
    """What a backlog asks of a record."""

    def __init__(self, offset: int) -> None:
        self.offset = offset


class Slow:
    """A consumer whose first commit waits until it is let go, and then fails."""

    def __init__(self) -> None:
        self.commits: list[dict[TopicPartition, int]] = []
        self.go = asyncio.Event()

    async def commit(self, ends: dict[TopicPartition, int]) -> None:
        """Keep what is committed."""
        self.commits.append(ends)
        if len(self.commits) == 1:
            await self.go.wait()
            raise CommitFailedError


def up_to(partition: TopicPartition, end: int) -> Backlog:
    return Backlog(partition, [Record(end - 1)])


async def test_what_is_settled_during_a_commit_is_committed_after_it_and_once() -> None:
    consumer = Slow()
    async with asyncio.TaskGroup() as group:
        hints = Hints(consumer, group)
        hints.give([up_to(FIRST, 1)])
        await asyncio.sleep(0)

        hints.give([up_to(FIRST, 2), up_to(SECOND, 5)])
        hints.give([up_to(FIRST, 3)])
        consumer.go.set()

    assert consumer.commits == [{FIRST: 1}, {FIRST: 3, SECOND: 5}]


async def fail_during_a_commit(consumer: Slow) -> None:
    async with asyncio.TaskGroup() as group:
        Hints(consumer, group).give([up_to(FIRST, 1)])
        await asyncio.sleep(0)
        raise KeyError("the consumer fails")


async def test_a_commit_ends_with_the_group() -> None:
    consumer = Slow()

    with pytest.raises(ExceptionGroup, match="unhandled"):
        await fail_during_a_commit(consumer)

    assert consumer.commits == [{FIRST: 1}]


async def test_what_is_settled_while_the_group_ends_is_told_to_nobody_and_ends_nothing_else() -> (
    None
):
    consumer = Slow()
    settled: list[str] = []

    async def settle_late(hints: Hints) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            hints.give([up_to(FIRST, 1)])
            settled.append("and not ended by it")
            raise

    async def fail_while_settling() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(settle_late(Hints(consumer, group)))
            await asyncio.sleep(0)
            raise KeyError("the consumer fails")

    with pytest.raises(ExceptionGroup, match="unhandled") as failed:
        await fail_while_settling()

    assert [type(error) for error in failed.value.exceptions] == [KeyError]
    assert settled == ["and not ended by it"]
    assert consumer.commits == []
