"""All partitions in one transaction, and each alone where that fails."""

from collections.abc import Sequence

import pytest
from psycopg import AsyncConnection

from common.event import Delivered
from common.postgres import Connection

from .readers import MakeTopic, Reader, Readers, count
from .support import Added, create_topic, produce, read_topic, rows, until

TOGETHER = 100
PLACES = "SELECT partition, next_offset FROM consumer_offsets ORDER BY partition"


class Watched:
    """Counts what it is given, notes the partitions of each batch, and refuses some numbers."""

    def __init__(self, *bad: int) -> None:
        self.bad = set(bad)
        self.batches: list[set[int]] = []

    async def __call__(self, connection: Connection, batch: Sequence[Delivered]) -> None:
        """Count the batch, or fail."""
        self.batches.append({one.partition for one in batch})
        await count(connection, batch)
        if self.bad & {one.event.number for one in batch if isinstance(one.event, Added)}:
            raise KeyError("a bug")


@pytest.fixture
async def wide(readers: Readers, topic: MakeTopic, kafka_servers: str) -> Readers:
    """Readers of a topic with three partitions."""
    readers.topic = await topic(partitions=3)
    await create_topic(kafka_servers, f"{readers.topic}.{readers.group}.dlq")
    return readers


async def send(readers: Readers, partition: int, *numbers: int) -> None:
    """Produce good records to one partition."""
    events = [Added(to=readers.topic, account="a", number=number) for number in numbers]
    await produce(readers.servers, events, partition)


async def until_seen(reader: Reader, *numbers: int) -> None:
    """Wait until just these were handled, in whatever order."""

    async def fact() -> bool:
        return sorted(await reader.seen()) == sorted(numbers)

    await until(fact)


async def test_records_of_all_partitions_are_handled_at_once(wide: Readers) -> None:
    handler = Watched()
    for partition in range(3):
        await send(wide, partition, 10 * partition, 10 * partition + 1)

    async with wide.open(handler, TOGETHER) as reader:
        await until_seen(reader, 0, 1, 10, 11, 20, 21)

        assert handler.batches == [{0, 1, 2}]
        assert await rows(reader.url, PLACES) == [(0, 2), (1, 2), (2, 2)]
        assert await reader.consumer.not_ready() is None


async def test_poison_in_one_partition_is_buried_and_the_next_records_go_together(
    wide: Readers,
) -> None:
    handler = Watched()
    await send(wide, 0, 1)
    await wide.send_poison(partition=0)
    await send(wide, 0, 2)
    await send(wide, 1, 11)
    async with wide.open(handler, TOGETHER) as reader:
        await until_seen(reader, 1, 2, 11)

        await send(wide, 2, 21)
        await until_seen(reader, 1, 2, 11, 21)

        [dead] = await read_topic(wide.servers, reader.dead_letter_topic)
        assert dict(dead.headers)["dlq_offset"] == b"1"
        assert all(len(batch) == 1 for batch in handler.batches)
        assert [one for one in await reader.seen() if one < 10] == [1, 2]


async def test_a_record_that_fails_for_good_holds_back_its_own_partition_only(
    wide: Readers,
) -> None:
    handler = Watched(2)
    await send(wide, 0, 1, 2, 3)
    await send(wide, 1, 11)
    async with wide.open(handler, TOGETHER) as reader:
        await until_seen(reader, 1, 11)
        await reader.until_not_ready(f"{wide.topic}/0: offset 1 has failed")
        await send(wide, 1, 12)
        await send(wide, 2, 21)
        await until_seen(reader, 1, 11, 12, 21)

        handler.bad.clear()

        await until_seen(reader, 1, 2, 3, 11, 12, 21)
        assert await reader.consumer.not_ready() is None


async def test_what_another_replica_settles_meanwhile_is_skipped(
    wide: Readers, probe_url: str
) -> None:
    async with wide.open(count, TOGETHER) as reader:
        await send(wide, 0, 1)
        await until_seen(reader, 1)

        async with await AsyncConnection.connect(probe_url) as other:
            await other.execute(
                "UPDATE probe.consumer_offsets SET next_offset = 3 WHERE partition = 0"
            )
            await send(wide, 0, 2, 3, 4)  # the consumer waits for the row that the other holds
            await send(wide, 1, 11)

        await until_seen(reader, 1, 4, 11)
        assert await rows(reader.url, PLACES) == [(0, 4), (1, 1), (2, 0)]
        assert await reader.consumer.not_ready() is None


async def test_a_gap_in_one_partition_stops_the_consumer(wide: Readers, probe_url: str) -> None:
    async with wide.open(count, TOGETHER) as reader:
        await send(wide, 0, 1, 2)
        await until_seen(reader, 1, 2)
        await rows(probe_url, "UPDATE consumer_offsets SET next_offset = 1 WHERE partition = 0")

        await send(wide, 0, 3)

        await reader.until_not_ready("gap in")
        assert sorted(await reader.seen()) == [1, 2]


async def test_a_connection_that_is_lost_leaves_nothing_behind(
    wide: Readers, probe_url: str
) -> None:
    killed: list[int] = []

    async def handle(connection: Connection, batch: Sequence[Delivered]) -> None:
        await count(connection, batch)
        if not killed:
            killed.append(connection.info.backend_pid)
            await rows(probe_url, "SELECT pg_terminate_backend(%s)", *killed)

    await send(wide, 0, 1, 2)
    await send(wide, 1, 11)
    async with wide.open(handle, TOGETHER) as reader:
        await until_seen(reader, 1, 2, 11)

        assert killed


async def test_partitions_that_come_and_go_lose_and_repeat_nothing(wide: Readers) -> None:
    sent: list[list[int]] = [[], [], []]

    async def send_more() -> None:
        for partition, numbers in enumerate(sent):
            new = [100_000 * partition + len(numbers) + one for one in range(20)]
            numbers += new
            await send(wide, partition, *new)

    async with wide.open(count, TOGETHER) as reader:
        await send_more()
        for _ in range(3):
            async with wide.open(count, TOGETHER) as other:

                async def joined(other: Reader = other) -> bool:
                    return await other.consumer.not_ready() is None

                await send_more()  # while Kafka assigns the partitions anew
                await until(joined)
                await send_more()
        await until_seen(reader, *sent[0], *sent[1], *sent[2])

        seen = await reader.seen()
        for numbers in sent:
            assert [one for one in seen if one in set(numbers)] == numbers
