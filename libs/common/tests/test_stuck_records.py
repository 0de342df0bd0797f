"""A record whose handling fails again and again: it is named, and it holds back little."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from prometheus_client import REGISTRY

from common.event import Delivered
from common.postgres import Connection
from common.subscription import one_by_one

from .readers import LIMIT, MakeTopic, Reader, Readers, count
from .support import Added, create_topic, envelope, produce, producer, read_topic, rows, until

LATE = 1_000.0
# What PostgreSQL answers when its disk is full, without filling one.
FULL = """
CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full';
END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON seen EXECUTE FUNCTION no_room()
"""


class Picky:
    """A handler that fails on some numbers, for as long as they stand here."""

    def __init__(self, *bad: int) -> None:
        self.bad = set(bad)
        self.batches: list[list[int]] = []

    async def __call__(self, connection: Connection, batch: Sequence[Delivered]) -> None:
        """Count the batch, or fail."""
        numbers = [one.event.number for one in batch if isinstance(one.event, Added)]
        self.batches.append(numbers)
        await count(connection, batch)
        if self.bad & set(numbers):
            raise KeyError("a bug")


@pytest.fixture
async def wide(readers: Readers, topic: MakeTopic, kafka_servers: str) -> Readers:
    """Readers of a topic with two partitions."""
    readers.topic = await topic(partitions=2)
    await create_topic(kafka_servers, f"{readers.topic}.{readers.group}.dlq")
    return readers


async def send(readers: Readers, partition: int, *numbers: int) -> None:
    """Produce good records to one partition."""
    events = [Added(to=readers.topic, account="a", number=number) for number in numbers]
    await produce(readers.servers, events, partition)


async def send_late(readers: Readers, *numbers: int) -> None:
    """Produce records that were written long ago."""
    async with producer(readers.servers) as opened:
        for number in numbers:
            event = Added(to=readers.topic, account="a", number=number)
            headers = envelope(event, number).headers()
            await opened.send_and_wait(
                event.topic, event.value(), key=b"a", headers=headers, timestamp_ms=1_000_000
            )


def lag(reader: Reader) -> float | None:
    """Give what the metric says of the reader's topic."""
    labels = {"topic": reader.topic, "group": reader.group}
    return REGISTRY.get_sample_value("postlog_consumer_lag_seconds", labels)


async def until_seen(reader: Reader, *numbers: int) -> None:
    """Wait until just these were handled, in whatever order."""

    async def fact() -> bool:
        return sorted(await reader.seen()) == sorted(numbers)

    await until(fact)


async def test_a_record_that_fails_for_good_holds_back_its_own_partition_only(
    wide: Readers,
) -> None:
    handler = Picky(1)
    await send(wide, 0, 1, 2)
    async with wide.open(handler) as reader:
        await send(wide, 1, 11, 12)
        await until_seen(reader, 11, 12)
        await send(wide, 1, 13)
        await until_seen(reader, 11, 12, 13)

        await reader.until_not_ready(f"{wide.topic}/0: offset 0 has failed")
        await send(wide, 1, 14)
        await until_seen(reader, 11, 12, 13, 14)

        handler.bad.clear()
        await until_seen(reader, 1, 2, 11, 12, 13, 14)
        assert await reader.consumer.not_ready() is None
    assert [number for number in await reader.seen() if number < 10] == [1, 2]


async def test_good_records_before_a_bad_one_are_settled(readers: Readers) -> None:
    handler = Picky(4)
    await readers.send(1, 2, 3, 4, 5)
    async with readers.open(handler) as reader:
        await reader.until_seen([1, 2, 3])
        await reader.until_not_ready(f"{readers.topic}/0: offset 3 has failed")
        assert await reader.place() == 3

        handler.bad.clear()

        await reader.until_seen([1, 2, 3, 4, 5])
        assert await reader.consumer.not_ready() is None


async def test_of_a_batch_of_500_only_what_follows_the_bad_record_waits(readers: Readers) -> None:
    handler = Picky(301)
    await readers.send(*range(1, 501))
    async with readers.open(handler) as reader:
        await reader.until_seen(range(1, 301))
        until_alone = [batch for batch in handler.batches if len(batch) > 1]
        assert len(until_alone) < 40

        handler.bad.clear()

        await reader.until_seen(range(1, 501))


@asynccontextmanager
async def full_disk(url: str) -> AsyncIterator[None]:
    """Let PostgreSQL refuse rows as if it had no room for them."""
    await rows(url, FULL)
    try:
        yield
    finally:
        await rows(url, "DROP TRIGGER full_disk ON seen")


async def test_a_database_without_room_is_waited_for(readers: Readers, probe_url: str) -> None:
    async with readers.open() as reader:
        async with full_disk(probe_url):
            await readers.send(1, 2)
            await reader.until_not_ready("has failed")
            assert await reader.place() == 0

        await reader.until_seen([1, 2])
    assert await read_topic(readers.servers, reader.dead_letter_topic) == []


async def test_a_batch_of_500_good_records_is_one_transaction(readers: Readers) -> None:
    handler = Picky()
    await readers.send(*range(1, 501))
    async with readers.open(handler) as reader:
        await reader.until_seen(range(1, 501))

    assert max(map(len, handler.batches)) > 1
    assert sum(map(len, handler.batches)) == 500


async def test_replicas_share_the_partitions_while_a_record_fails(wide: Readers) -> None:
    handler = Picky(1)
    await send(wide, 0, 1)
    async with wide.open(handler) as first, wide.open(handler) as second:
        for reader in (first, second):

            async def placed(one: Reader = reader) -> bool:
                inner = one.consumer._consumer
                return one.consumer._placed and inner is not None and len(inner.assignment()) == 1

            await until(placed)
        await send(wide, 1, 11)
        await until_seen(first, 11)

        handler.bad.clear()

        await until_seen(first, 1, 11)
        for reader in (first, second):
            assert await reader.consumer.not_ready() is None


async def test_the_lag_is_the_age_of_the_oldest_record_that_is_not_settled(
    readers: Readers,
) -> None:
    handler = Picky(2)
    await send_late(readers, 1)
    async with readers.open(handler) as reader:
        await reader.until_seen([1])
        assert lag(reader) == 0

        await send_late(readers, 2)
        await reader.until_not_ready("has failed")
        assert (lag(reader) or 0) > LATE

        handler.bad.clear()
        await reader.until_seen([1, 2])

        async def settled() -> bool:
            return lag(reader) == 0

        await until(settled)


async def test_the_lag_is_told_while_the_consumer_waits_for_a_person(readers: Readers) -> None:
    async with readers.open() as reader:
        await readers.send_poison(3)
        await reader.until_not_ready("dead letters in a row")

        await send_late(readers, 1)

        async def behind() -> bool:
            return (lag(reader) or 0) > LATE

        await until(behind)
        assert await reader.seen() == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO seen (number) VALUES (9223372036854775807 + %s)",
        "INSERT INTO seen (number) SELECT nullif(1, %s)",
    ],
)
async def test_what_no_column_takes_is_a_dead_letter(readers: Readers, statement: str) -> None:
    async def store(connection: Connection, delivered: Delivered) -> None:
        assert isinstance(delivered.event, Added)
        if delivered.event.number == 2:
            await connection.execute(statement, (1,))
        await count(connection, [delivered])

    await readers.send(1, 2, 3)
    async with readers.open(one_by_one({Added: store})) as reader:
        await reader.until_seen([1, 3])

        [dead] = await read_topic(readers.servers, reader.dead_letter_topic)
        reason = dict(dead.headers)["dlq_reason"] or b""
        assert reason.startswith(b"cannot be stored: ")
    assert await rows(reader.url, "SELECT next_offset FROM consumer_offsets") == [(3,)]


async def test_a_key_that_another_transaction_holds_now_is_tried_again(readers: Readers) -> None:
    tried: list[int] = []

    async def store(connection: Connection, delivered: Delivered) -> None:
        assert isinstance(delivered.event, Added)
        tried.append(delivered.event.number)
        if delivered.event.number == 2 and tried.count(2) < 5:
            await connection.execute(
                "INSERT INTO consumer_offsets SELECT topic, partition, 1 FROM consumer_offsets"
            )
        await count(connection, [delivered])

    await readers.send(1, 2, 3)
    async with readers.open(one_by_one({Added: store})) as reader:
        await reader.until_seen([1, 2, 3])

        assert await read_topic(readers.servers, reader.dead_letter_topic) == []


async def test_the_age_is_told_after_a_restart_with_too_many_dead_letters(
    readers: Readers,
) -> None:
    await readers.send_poison(LIMIT)
    await send_late(readers, 1)
    async with readers.open() as reader:
        await reader.until_not_ready("dead letters in a row")

    async with readers.open() as restarted:
        await restarted.until_not_ready("dead letters in a row")

        async def told() -> bool:
            return (lag(restarted) or 0.0) > LATE

        await until(told)
        assert await restarted.seen() == []
