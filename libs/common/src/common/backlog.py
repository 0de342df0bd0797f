"""What was fetched and is not settled yet, partition by partition: its age, and what is stuck."""

import asyncio
import time
from collections.abc import Iterator, Sequence

from aiokafka import ConsumerRecord, TopicPartition

BATCH = 500
FAILED_TRIES = 5  # of the same record, before the consumer says that it is not ready


class Backlog:
    """The records that were fetched of one partition at once, and how many are settled."""

    def __init__(self, partition: TopicPartition, records: Sequence[ConsumerRecord]) -> None:
        self.partition = partition
        self._records, self._settled, self._failures = records, 0, 0

    @property
    def records(self) -> Sequence[ConsumerRecord]:
        """All of them, settled or not."""
        return self._records

    def batches(self) -> Iterator[Sequence[ConsumerRecord]]:
        """Cut the records into batches of a bounded size."""
        for start in range(0, len(self._records), BATCH):
            yield self._records[start : start + BATCH]

    @property
    def end(self) -> int:
        """The offset behind the last record."""
        return int(self._records[-1].offset) + 1

    def settled(self, count: int) -> None:
        """Note that the next `count` records are settled."""
        self._settled += count
        self._failures = 0

    def failed(self) -> None:
        """Note that a try of the next record, alone or with those behind it, has failed."""
        self._failures += 1

    @property
    def is_settled(self) -> bool:
        """Whether no record is left."""
        return self._settled == len(self._records)

    def age(self) -> float:
        """Give the age of the first record that is not settled, in seconds; 0 without one."""
        if self.is_settled:
            return 0.0
        written_at: int = self._records[self._settled].timestamp
        return max(0.0, time.time() - written_at / 1000)

    def stuck(self) -> str | None:
        """Name the record that has failed too often for a passing failure, or give None."""
        if self.is_settled or self._failures < FAILED_TRIES:
            return None
        topic, partition = self.partition
        offset = self._records[self._settled].offset
        return f"{topic}/{partition}: offset {offset} has failed {self._failures} times"


class Backlogs:
    """The backlog of each partition that has one, and the task that settles it."""

    def __init__(self) -> None:
        self._open: dict[TopicPartition, Backlog] = {}
        self._tasks: dict[TopicPartition, asyncio.Task[None]] = {}

    def add(self, backlog: Backlog) -> None:
        """Keep a backlog; its partition has no other."""
        self._open[backlog.partition] = backlog

    def settle_in(self, backlog: Backlog, task: "asyncio.Task[None]") -> None:
        """Note the task that settles a backlog."""
        self._tasks[backlog.partition] = task

    def remove(self, backlog: Backlog) -> bool:
        """Forget a backlog that is settled; False where it was given up before."""
        if self._open.get(backlog.partition) is not backlog:
            return False
        del self._open[backlog.partition]
        self._tasks.pop(backlog.partition, None)
        return True

    def stop(self) -> None:
        """Cancel the settling of all but the task that asks; the ages are told all the same."""
        for task in self._tasks.values():
            if task is not asyncio.current_task():
                task.cancel()
        self._tasks.clear()

    def give_up(self) -> None:
        """Cancel all settling and forget all backlogs; open transactions are rolled back."""
        self.stop()
        self._open.clear()

    def age(self, topic: str) -> float:
        """Give the age of a topic's oldest record that is not settled, in seconds."""
        return max(
            (one.age() for one in self._open.values() if one.partition.topic == topic), default=0.0
        )

    def stuck(self) -> str | None:
        """Name the records that have failed too often for a passing failure, or give None."""
        return "; ".join(filter(None, (one.stuck() for one in self._open.values()))) or None
