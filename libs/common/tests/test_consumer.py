"""The exact consumer on a real broker and a real PostgreSQL: each record once in effect."""

from collections.abc import Sequence

import pytest
from psycopg import AsyncConnection

from common.event import Delivered
from common.postgres import Connection
from common.subscription import one_by_one

from .readers import Readers, count
from .support import broker_before, read_topic, rows, until


async def test_every_record_is_handled_once_and_in_order(readers: Readers) -> None:
    await readers.send(1, 2, 3)
    async with readers.open() as reader:
        await reader.until_seen([1, 2, 3])

        await readers.send(4)

        await reader.until_seen([1, 2, 3, 4])
        assert await reader.consumer.not_ready() is None
        assert await reader.place() == 4


async def test_a_restart_reads_on_from_postgresql_whatever_kafka_remembers(
    readers: Readers,
) -> None:
    await readers.send(1, 2)
    async with readers.open() as reader:
        await reader.until_seen([1, 2])
    await rows(reader.url, "UPDATE consumer_offsets SET next_offset = 1")

    async with readers.open() as reader:
        await reader.until_seen([1, 2, 2])


async def test_what_kafka_thought_of_the_place_is_never_handled(
    readers: Readers, probe_url: str
) -> None:
    await readers.send(1, 2)
    async with readers.open() as reader:
        await reader.until_seen([1, 2])
    await rows(probe_url, "UPDATE consumer_offsets SET next_offset = 1")
    await readers.send(3)

    async with await AsyncConnection.connect(probe_url) as slow, readers.open() as reader:
        await slow.execute("LOCK TABLE probe.consumer_offsets")

        async def read_ahead() -> bool:
            return await reader.fetched() == 3

        await until(read_ahead)  # while the place is still being read from PostgreSQL
        await slow.commit()
        await reader.until_seen([1, 2, 2, 3])
        assert await reader.consumer.not_ready() is None


async def test_a_failing_handler_is_tried_again_in_place(readers: Readers) -> None:
    members: list[object] = []

    async def handle(connection: Connection, batch: Sequence[Delivered]) -> None:
        await count(connection, batch)
        members.append(reader.consumer._consumer)
        if len(members) <= 3:
            raise ConnectionError("passing")

    await readers.send(1, 2, 3)
    async with readers.open(handle) as reader:
        await reader.until_seen([1, 2, 3])

        # It never left the group: three failures, then the first record, then the two behind it.
        assert members == [reader.consumer._consumer] * 5
        assert await read_topic(readers.servers, reader.dead_letter_topic) == []


async def test_a_connection_killed_inside_a_handler_leaves_nothing_behind(
    readers: Readers, probe_url: str
) -> None:
    killed: list[int] = []

    async def handle(connection: Connection, batch: Sequence[Delivered]) -> None:
        await count(connection, batch)
        if not killed:
            killed.append(connection.info.backend_pid)
            await rows(probe_url, "SELECT pg_terminate_backend(%s)", *killed)

    await readers.send(1, 2)
    async with readers.open(handle) as reader:
        await reader.until_seen([1, 2])

        assert killed


async def test_records_that_another_replica_settles_meanwhile_are_skipped(
    readers: Readers, probe_url: str
) -> None:
    async with readers.open() as reader:
        await readers.send(1, 2)
        await reader.until_seen([1, 2])

        async with await AsyncConnection.connect(probe_url) as other:
            await other.execute("UPDATE probe.consumer_offsets SET next_offset = 4")
            await readers.send(3, 4, 5)  # the consumer waits for the row that the other holds

        await reader.until_seen([1, 2, 5])
        assert await reader.place() == 5
        assert await reader.consumer.not_ready() is None


async def test_a_gap_in_the_log_stops_the_consumer(readers: Readers, probe_url: str) -> None:
    async with readers.open() as reader:
        await readers.send(1, 2)
        await reader.until_seen([1, 2])
        await rows(probe_url, "UPDATE consumer_offsets SET next_offset = 1")

        await readers.send(3)

        await reader.until_not_ready("gap in")
        assert await reader.seen() == [1, 2]
        assert await reader.place() == 1


@pytest.mark.parametrize("place", [-1, 7])
async def test_a_place_outside_the_log_stops_the_consumer(
    readers: Readers, probe_url: str, place: int
) -> None:
    await readers.send(1, 2)
    insert = "INSERT INTO consumer_offsets (topic, partition, next_offset) VALUES (%s, 0, %s)"
    await rows(probe_url, insert, readers.topic, place)

    async with readers.open() as reader:
        await reader.until_not_ready("outside the log")
        assert await reader.seen() == []
        assert await reader.place() == place


async def test_a_broker_that_goes_away_and_comes_back_loses_and_repeats_nothing(
    readers: Readers, kafka_servers: str
) -> None:
    async with broker_before(kafka_servers) as broker:
        readers.servers = broker.servers
        async with readers.open() as reader:
            readers.servers = kafka_servers
            await readers.send(1)
            await reader.until_seen([1])
            await broker.stop()
            await readers.send(2, 3)

            await broker.start()

            await reader.until_seen([1, 2, 3])


async def test_a_type_without_a_handler_only_moves_the_offset(readers: Readers) -> None:
    await readers.send(1)
    async with readers.open(one_by_one({})) as reader:

        async def moved() -> bool:
            return (
                await rows(reader.url, "SELECT 1 FROM consumer_offsets WHERE next_offset = 1") != []
            )

        await until(moved)
        assert await reader.seen() == []
