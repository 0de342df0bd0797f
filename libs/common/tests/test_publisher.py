"""The publisher: acknowledged, or refused within its bound, whatever the broker does."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator

import pytest
import structlog
from prometheus_client import REGISTRY

from common.publisher import NotPublished, Publisher, Record, open_publisher

from .readers import MakeTopic
from .support import Broker, broker_before, read_topic, until

BOUND = 5.0


@pytest.fixture
async def broker(kafka_servers: str) -> AsyncIterator[Broker]:
    """The real broker behind a wire that can be cut."""
    async with broker_before(kafka_servers) as opened:
        yield opened


@pytest.fixture
async def one_topic(topic: MakeTopic) -> str:
    """A topic with one partition."""
    return await topic(partitions=1)


async def connected(publisher: Publisher) -> None:
    """Wait until the broker was found."""

    async def answers() -> bool:
        return await publisher.answers() is None

    await until(answers)


def record(topic: str, value: bytes = b"{}") -> Record:
    """Give something to publish."""
    return Record(topic, "key", value, [("name", b"\xff")])


async def test_a_published_record_is_in_the_log(publisher: Publisher, one_topic: str) -> None:
    await publisher.publish(record(one_topic))

    [found] = await read_topic(publisher._servers, one_topic)
    assert (found.key, found.value, found.headers) == (b"key", b"{}", (("name", b"\xff"),))


async def test_records_of_one_key_keep_the_order_in_which_they_were_given(
    publisher: Publisher, one_topic: str
) -> None:
    values = [str(number).encode() for number in range(300)]

    await asyncio.gather(*(publisher.publish(record(one_topic, value)) for value in values))

    assert [found.value for found in await read_topic(publisher._servers, one_topic)] == values


async def test_records_given_together_keep_their_order_and_are_told_of_one_by_one(
    publisher: Publisher, one_topic: str
) -> None:
    values = [str(number).encode() for number in range(1_000)]
    values[500] = b"x" * 2_000_000  # more than a record may have

    errors = await publisher.publish_all([record(one_topic, value) for value in values])

    refused = [number for number, error in enumerate(errors) if error is not None]
    found = [one.value for one in await read_topic(publisher._servers, one_topic)]
    assert refused == [500]
    assert found == values[:500] + values[501:]


async def test_what_is_more_than_may_be_in_flight_is_taken_alone(
    kafka_servers: str, one_topic: str
) -> None:
    publisher = Publisher(kafka_servers, most=10)
    await publisher.connect()
    many = [record(one_topic)] * 30

    taken, refused = await asyncio.gather(publisher.publish_all(many), publisher.publish_all(many))

    assert taken == [None] * 30
    assert all("Too many" in str(error) for error in refused)
    assert await publisher.publish_all([]) == []
    await publisher.close()


async def test_a_topic_that_does_not_exist_is_not_published_to(publisher: Publisher) -> None:
    with pytest.raises(NotPublished):
        await publisher.publish(record(f"missing.{uuid.uuid4().hex}"))


async def test_without_a_broker_it_is_refused_at_once_and_closes_in_time(broker: Broker) -> None:
    await broker.stop()
    async with open_publisher(broker.servers) as publisher:
        for _ in range(100):
            with pytest.raises(NotPublished, match="cannot be reached"):
                await publisher.publish(record("any"))
        assert await publisher.answers() == "Kafka cannot be reached yet"
        began = time.monotonic()
    assert time.monotonic() - began < BOUND * 2


async def test_it_recovers_when_the_broker_appears(broker: Broker, one_topic: str) -> None:
    await broker.stop()
    async with open_publisher(broker.servers) as publisher:
        with pytest.raises(NotPublished):
            await publisher.publish(record(one_topic))

        await broker.start()

        await connected(publisher)
        await publisher.publish(record(one_topic))


async def test_a_broker_that_never_answers_a_connection_is_no_broker() -> None:
    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(swallow, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, open_publisher(f"127.0.0.1:{port}") as publisher:
        with pytest.raises(NotPublished):
            await publisher.publish(record("any"))
        began = time.monotonic()
        await publisher.close()
        assert time.monotonic() - began < BOUND


async def test_a_broker_that_hangs_is_told_in_time_and_its_place_is_kept(
    broker: Broker, one_topic: str
) -> None:
    async with open_publisher(broker.servers) as publisher:
        await connected(publisher)
        await publisher.publish(record(one_topic))
        broker.hangs = True

        began = time.monotonic()
        with pytest.raises(NotPublished, match="did not acknowledge"):
            await publisher.publish(record(one_topic))
        assert time.monotonic() - began < BOUND
        assert "does not answer" in (await publisher.answers() or "")

        broker.hangs = False
        await connected(publisher)
        await publisher.publish(record(one_topic))


async def test_a_lost_broker_is_found_again(broker: Broker, one_topic: str) -> None:
    async with open_publisher(broker.servers) as publisher:
        await connected(publisher)
        await broker.stop()
        with pytest.raises(NotPublished):
            await publisher.publish(record(one_topic))

        await broker.start()

        await connected(publisher)
        await publisher.publish(record(one_topic))


async def test_an_outage_is_told_once_and_its_end_with_a_count(
    broker: Broker, one_topic: str
) -> None:
    async with open_publisher(broker.servers) as publisher:
        await connected(publisher)
        with structlog.testing.capture_logs() as lines:
            await publisher.publish(record(one_topic))
            await broker.stop()
            refused = (publisher.publish(record(one_topic)) for _ in range(3))
            await asyncio.gather(*refused, return_exceptions=True)
            await broker.start()
            await connected(publisher)
            await publisher.publish(record(one_topic))

    told = [(line["log_level"], line["event"], line.get("count")) for line in lines]
    assert told == [
        ("error", "records are not published", None),
        ("warning", "records are published again", 3),
    ]


async def in_flight(publisher: Publisher) -> int:
    """What is admitted and not resolved."""
    assert publisher._lanes is not None
    assert publisher._lanes.load.records == REGISTRY.get_sample_value("postlog_publishes_in_flight")
    return publisher._lanes.load.records


@pytest.mark.parametrize(("most", "most_bytes"), [(2, 1 << 20), (100, 20)])
async def test_admission_is_limited_until_the_sends_resolve(
    broker: Broker, one_topic: str, most: int, most_bytes: int
) -> None:
    publisher = Publisher(broker.servers, most, most_bytes)
    await publisher.connect()
    await publisher.publish(record(one_topic, b"x" * 10))
    broker.hangs = True
    waiting = [
        asyncio.create_task(publisher.publish(record(one_topic, b"x" * 10))) for _ in range(2)
    ]

    async def admitted() -> bool:
        return await in_flight(publisher) == 2

    await until(admitted)
    with pytest.raises(NotPublished, match="Too many"):
        await publisher.publish(record(one_topic, b"x" * 10))

    waiting[0].cancel()  # a caller that gives up frees no place: the record is still on its way
    await asyncio.wait(waiting[:1])
    assert await in_flight(publisher) == 2
    broker.hangs = False

    async def free() -> bool:
        return await in_flight(publisher) == 0

    await until(free)
    await publisher.publish(record(one_topic, b"x" * 10))
    await asyncio.wait(waiting)
    await publisher.close()


async def test_a_refusal_names_no_address(broker: Broker) -> None:
    async with open_publisher(broker.servers) as publisher:
        await connected(publisher)
        await broker.stop()
        with pytest.raises(NotPublished) as refused:
            await publisher.publish(record("any"))
    assert str(broker.port) not in str(refused.value)
    assert refused.value.status == 503
    assert refused.value.retry_after
