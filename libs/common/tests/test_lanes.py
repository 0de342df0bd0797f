"""Group commit: order, who hears what, and what is still sent at the end."""

import asyncio
import uuid
from collections import defaultdict
from collections.abc import AsyncIterator

import pytest
from prometheus_client import REGISTRY

from common.lanes import partition_of
from common.publisher import NotPublished, Publisher, Record, open_publisher

from .readers import MakeTopic
from .support import Broker, broker_before, producer, read_topic, until

PARTITIONS = 4


@pytest.fixture
async def broker(kafka_servers: str) -> AsyncIterator[Broker]:
    """The real broker behind a wire that can be cut."""
    async with broker_before(kafka_servers) as opened:
        yield opened


@pytest.fixture
async def behind(broker: Broker) -> AsyncIterator[Publisher]:
    """A publisher that has found its broker behind that wire."""
    async with open_publisher(broker.servers) as opened:

        async def connected() -> bool:
            return await opened.answers() is None

        await until(connected)
        yield opened


@pytest.fixture
async def wide_topic(topic: MakeTopic) -> str:
    """A topic with several partitions."""
    return await topic(partitions=PARTITIONS)


def record(topic: str, key: str, value: bytes = b"{}") -> Record:
    """Give something to publish."""
    return Record(topic, key, value, [("name", b"value")])


def published(topic: str, outcome: str) -> float:
    """Give how many records of a topic had this outcome."""
    labels = {"topic": topic, "outcome": outcome}
    return REGISTRY.get_sample_value("postlog_records_published_total", labels) or 0.0


async def settled(publisher: Publisher) -> None:
    """Wait until nothing is in flight."""

    async def nothing() -> bool:
        return publisher._lanes is not None and not publisher._lanes.load.records

    await until(nothing)


async def test_each_key_keeps_its_order_and_its_partition(
    publisher: Publisher, wide_topic: str
) -> None:
    sent = [(f"key-{number % 25}", str(number).encode()) for number in range(1_000)]

    await asyncio.gather(*(publisher.publish(record(wide_topic, *one)) for one in sent))

    wanted, found = defaultdict(list), defaultdict(list)
    for key, value in sent:
        wanted[key].append(value)
    for one in await read_topic(publisher._servers, wide_topic):
        found[one.key.decode()].append(one.value)
        assert one.partition == partition_of(one.key.decode(), PARTITIONS)
    assert found == wanted
    assert published(wide_topic, "acknowledged") == len(sent)


async def test_records_larger_than_a_batch_together_keep_their_order(
    publisher: Publisher, wide_topic: str
) -> None:
    values = [bytes([number]) * 200_000 for number in range(12)]

    await asyncio.gather(*(publisher.publish(record(wide_topic, "a", one)) for one in values))

    assert [one.value for one in await read_topic(publisher._servers, wide_topic)] == values


@pytest.mark.parametrize("key", ["", "a", "open-1", "-000000001xKq3mVn0T7wLr5Zs8Yc2", "ключ"])
async def test_a_key_is_placed_where_kafkas_own_clients_place_it(
    kafka_servers: str, wide_topic: str, key: str
) -> None:
    async with producer(kafka_servers) as client:
        placed = await client.send_and_wait(wide_topic, b"{}", key=key.encode())

    assert partition_of(key, PARTITIONS) == placed.partition


async def test_a_batch_that_fails_fails_each_of_its_records_and_not_its_neighbours(
    publisher: Publisher, wide_topic: str
) -> None:
    too_large = record(wide_topic, "a", b"x" * 1_100_000)
    others = [record(wide_topic, "a", b"1"), too_large, record(wide_topic, "a", b"2")]

    told = await asyncio.gather(*map(publisher.publish, others), return_exceptions=True)

    assert [type(one) for one in told] == [type(None), NotPublished, type(None)]
    assert [one.value for one in await read_topic(publisher._servers, wide_topic)] == [b"1", b"2"]
    assert published(wide_topic, "failed") == 1


async def test_all_of_a_missing_topic_hear_of_it(publisher: Publisher) -> None:
    missing = f"missing.{uuid.uuid4().hex}"
    sent = (publisher.publish(record(missing, key)) for key in "abc")

    told = await asyncio.gather(*sent, return_exceptions=True)

    assert {type(one) for one in told} == {NotPublished}
    await settled(publisher)


async def test_a_caller_that_gives_up_takes_nothing_from_the_others(
    kafka_servers: str, broker: Broker, behind: Publisher, wide_topic: str
) -> None:
    await behind.publish(record(wide_topic, "a", b"first"))
    broker.hangs = True
    waiting = [
        asyncio.create_task(behind.publish(record(wide_topic, "a", value)))
        for value in (b"given up", b"kept")
    ]
    await asyncio.sleep(0)

    waiting[0].cancel()
    await asyncio.wait(waiting[:1])
    broker.hangs = False

    await waiting[1]
    assert waiting[0].cancelled()
    found = [one.value for one in await read_topic(kafka_servers, wide_topic)]
    assert b"kept" in found


async def test_the_time_in_a_queue_counts_towards_the_bound(
    broker: Broker, behind: Publisher, wide_topic: str
) -> None:
    await behind.publish(record(wide_topic, "a"))
    broker.hangs = True
    loop = asyncio.get_running_loop()
    on_its_way = asyncio.create_task(behind.publish(record(wide_topic, "a")))
    await asyncio.sleep(0)

    with pytest.raises(NotPublished, match="TimeoutError"):  # nothing has been sent of it yet
        await behind.publish(record(wide_topic, "a"), by=loop.time() + 0.05)

    assert not on_its_way.done()
    broker.hangs = False
    await asyncio.wait([on_its_way])
    await settled(behind)
    await behind.publish(record(wide_topic, "a"))


async def test_what_is_under_way_at_the_end_is_still_sent(
    kafka_servers: str, wide_topic: str
) -> None:
    async with open_publisher(kafka_servers) as publisher:

        async def connected() -> bool:
            return await publisher.answers() is None

        await until(connected)
        keys = [str(number) for number in range(100)]
        waiting = [asyncio.create_task(publisher.publish(record(wide_topic, key))) for key in keys]
        await asyncio.sleep(0)  # each has been admitted, and none acknowledged

    await asyncio.gather(*waiting)
    found = await read_topic(kafka_servers, wide_topic)
    assert sorted(one.key.decode() for one in found) == sorted(keys)
    with pytest.raises(NotPublished, match="cannot be reached"):
        await publisher.publish(record(wide_topic, "late"))
