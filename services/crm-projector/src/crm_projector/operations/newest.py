"""Records of many partitions, newest first, read from their ends back to their starts."""

from collections.abc import AsyncIterator, Mapping

from aiokafka import TopicPartition

from common.dead_letters import DeadLetter
from crm_projector.operations.reading_log import LogReader, Span

WINDOW = 50  # records of a partition that are read at once


class Newest:
    """Merges the partitions by time.

    `below` is where each partition is read on from: with it a later walk continues, and shows
    neither a letter twice nor one that came meanwhile.
    """

    def __init__(
        self,
        log: LogReader,
        spans: Mapping[TopicPartition, Span],
        below: Mapping[TopicPartition, int],
    ) -> None:
        self._log = log
        self._starts = {one: start for one, (start, _) in spans.items()}
        self.below = {
            one: min(below.get(one, end), end) for one, (start, end) in spans.items() if start < end
        }
        if below:  # a partition that the walk began without is not of it
            self.below = {one: place for one, place in self.below.items() if one in below}
        self._unread = dict(self.below)
        self._held: dict[TopicPartition, list[DeadLetter]] = {one: [] for one in self.below}

    @property
    def is_over(self) -> bool:
        """Whether no record is left."""
        return not any(self._held.values()) and all(
            place <= self._starts[one] for one, place in self._unread.items()
        )

    async def letters(self) -> AsyncIterator[DeadLetter]:
        """Give one after the other, without their values."""
        while not self.is_over:
            await self._fill()
            heads = [letters[-1] for letters in self._held.values() if letters]
            if not heads:
                continue
            letter = max(heads, key=lambda one: (one.at, one.place))
            partition = TopicPartition(letter.place.topic, letter.place.partition)
            self._held[partition].pop()
            self.below[partition] = letter.place.offset
            yield letter

    async def _fill(self) -> None:
        """Read a window of each partition of which nothing is held."""
        spans = {
            one: (max(self._starts[one], place - WINDOW), place)
            for one, place in self._unread.items()
            if not self._held[one] and place > self._starts[one]
        }
        read = await self._log.read(spans, lambda record: DeadLetter.of(record).brief())
        for one, (first, _) in spans.items():
            self._held[one] = read[one]
            self._unread[one] = first
