"""Telling Kafka what is settled: for tools that tell the lag, and for nothing else."""

import asyncio
from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from common.backlog import Backlog
from common.retry import is_cancelled


class Hints:
    """Commits offsets beside the settling, which does not wait; a newer offset replaces an older.

    One commit is under way at a time, so that none overtakes another. What Kafka refuses is not
    tried again: the next hint says more.
    """

    def __init__(self, consumer: AIOKafkaConsumer, group: asyncio.TaskGroup) -> None:
        self._consumer, self._group = consumer, group
        self._ends: dict[TopicPartition, int] = {}
        self._under_way: asyncio.Task[None] | None = None

    def give(self, settled: Sequence[Backlog]) -> None:
        """Commit the ends of these backlogs, soon."""
        self._ends.update((backlog.partition, backlog.end) for backlog in settled)
        if self._under_way is not None and not self._under_way.done():
            return
        commit = self._commit()
        try:
            self._under_way = self._group.create_task(commit)
        except RuntimeError:  # the group ends already; the next consumer's hints say more
            commit.close()

    async def _commit(self) -> None:
        while self._ends:
            ends, self._ends = self._ends, {}
            try:
                async with asyncio.timeout(2.0):
                    await self._consumer.commit(ends)
            except (KafkaError, TimeoutError, asyncio.CancelledError) as error:
                if is_cancelled():  # with another error, the task group would hide it
                    raise asyncio.CancelledError from error
