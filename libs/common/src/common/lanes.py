"""Group commit: records of one partition share a batch for as long as Kafka is busy with others.

aiokafka has one request in flight for each broker, and takes one batch of each partition into it.
A batch that waits for its turn stays open: what comes meanwhile still goes into it. So a request
carries what has gathered during the one before, nobody waits for a clock, and the records of a key
keep their order.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from functools import lru_cache

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import murmur2
from aiokafka.producer.message_accumulator import BatchBuilder

from common import metrics
from common.event import Headers

Outcome = asyncio.Future[str | None]
"""None once Kafka has acknowledged the record, or the reason why it has not."""
CLOSED = "ProducerClosed"


@dataclass(slots=True)
class Record:
    """What goes to Kafka. Nobody changes it; frozen, it would be slower to make."""

    topic: str
    key: str
    value: bytes
    headers: Headers


@lru_cache(maxsize=50_000)
def partition_of(key: str, partitions: int) -> int:
    """Place a key as Kafka's own clients do; in Python that is slow, so it is kept."""
    return int(murmur2(key.encode()) & 0x7FFFFFFF) % partitions


class Load:
    """How much has been given to Kafka and is not settled, and what became of the rest."""

    def __init__(self) -> None:
        self.records = self.size = 0
        metrics.PUBLISHES_IN_FLIGHT.set_function(lambda: self.records)

    def add(self, record: Record) -> None:
        """Count a record."""
        self.records += 1
        self.size += len(record.value)

    def settle(self, records: list[Record], reason: str | None) -> None:
        """Count off records of one topic that were acknowledged, or were not for a reason."""
        self.records -= len(records)
        self.size -= sum(len(record.value) for record in records)
        outcome = "failed" if reason else "acknowledged"
        metrics.RECORDS_PUBLISHED.labels(records[0].topic, outcome).inc(len(records))


class Batch:
    """Records that go to Kafka together, and who waits for each of them."""

    def __init__(self, builder: BatchBuilder, load: Load) -> None:
        self.builder = builder
        self._load = load
        self._records: list[Record] = []
        self._outcomes: list[Outcome] = []
        self._is_settled = False

    def takes(self, record: Record, outcome: Outcome) -> bool:
        """Append the record, unless the batch is full, on its way, or over."""
        if self._is_settled or not self._append(record):
            return False
        self._records.append(record)
        self._outcomes.append(outcome)
        return True

    def _append(self, record: Record) -> bool:
        key, value, headers = record.key.encode(), record.value, record.headers
        added = self.builder.append(timestamp=None, key=key, value=value, headers=headers)
        return added is not None

    def settle(self, reason: str | None) -> None:
        """Tell everybody who still waits; one that gave up changes nothing for the others."""
        self._is_settled = True
        self._load.settle(self._records, reason)
        tell(self._outcomes, reason)
        self._records, self._outcomes = [], []  # a lane keeps its newest batch

    def answered(self, answer: "asyncio.Future[object]") -> None:
        """Settle by what Kafka has answered."""
        if answer.cancelled():
            self.settle(CLOSED)
        else:
            error = answer.exception()
            self.settle(type(error).__name__ if error else None)


def tell(outcomes: Iterable[Outcome], reason: str | None) -> None:
    """Resolve what nobody has cancelled, and no clock has ended."""
    for outcome in outcomes:
        if not outcome.done():
            outcome.set_result(reason)


class Lane:
    """The batches of one partition, in order; the newest is open."""

    def __init__(self, lanes: "Lanes", topic: str, partition: int) -> None:
        self._lanes, self._topic, self._partition = lanes, topic, partition
        self._queue: deque[Batch] = deque()
        self._newest: Batch | None = None

    def add(self, record: Record, outcome: Outcome) -> None:
        """Put the record behind all others."""
        if self._newest is not None and self._newest.takes(record, outcome):
            return
        batch = Batch(self._lanes.producer.create_batch(), self._lanes.load)
        batch.takes(record, outcome)
        self._newest = batch
        self._queue.append(batch)
        if len(self._queue) == 1:
            self._lanes.begin(self._hand_over())

    async def _hand_over(self) -> None:
        """Give the batches to aiokafka one after the other: it takes one when the last has left."""
        while self._queue:
            batch = self._queue[0]
            try:
                sent = await self._lanes.producer.send_batch(
                    batch.builder, self._topic, partition=self._partition
                )
            except Exception as error:  # whatever the batch before has failed with
                batch.settle(type(error).__name__)
            else:
                sent.add_done_callback(batch.answered)
            finally:  # a batch that stayed would end this lane for ever
                self._queue.popleft()


class Lanes:
    """A lane for each partition that a record was published to."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self.producer = producer
        self.load = Load()
        self._partitions: dict[str, int] = {}
        self._lanes: dict[tuple[str, int], Lane] = {}
        self._early: dict[str, list[tuple[Record, Outcome]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, record: Record) -> Outcome:
        """Send the record, behind all others of its key; the outcome may be cancelled."""
        outcome: Outcome = asyncio.get_running_loop().create_future()
        if record.topic in self._partitions:
            self._add(record, outcome)
        elif record.topic in self._early:
            self._early[record.topic].append((record, outcome))
        else:
            self._early[record.topic] = [(record, outcome)]
            self.begin(self._find_partitions(record.topic))
        self.load.add(record)
        return outcome

    def _add(self, record: Record, outcome: Outcome) -> None:
        place = record.topic, partition_of(record.key, self._partitions[record.topic])
        lane = self._lanes.get(place)
        if lane is None:
            lane = self._lanes[place] = Lane(self, *place)
        lane.add(record, outcome)

    async def _find_partitions(self, topic: str) -> None:
        """Ask for the topic once, then send what has come meanwhile, in its order."""
        try:
            self._partitions[topic] = len(await self.producer.partitions_for(topic))
        except Exception as error:  # the next record asks again
            records, outcomes = zip(*self._early.pop(topic), strict=True)
            self.load.settle(list(records), type(error).__name__)
            tell(outcomes, type(error).__name__)
        else:
            for record, outcome in self._early.pop(topic):
                self._add(record, outcome)

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Do this beside everything else, and keep it from being collected."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def hand_over(self, seconds: float) -> None:
        """Wait until aiokafka has everything; what it does not take in this time is given up."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
