"""What can never be handled: kept aside with its origin, and never a whole topic of it."""

from collections.abc import Sequence

from common.errors import InvalidRecord
from common.event import Delivered
from common.offsets import resume
from common.postgres import Connection
from common.records import REDRIVEN_FOR
from common.subscription import one_by_one

from .readers import LIMIT, Readers, count
from .support import SCHEMA, Added, envelope, produce, producer, read_topic, rows, until


async def in_a_row(readers: Readers, url: str) -> int:
    """How many dead letters stand in a row."""
    [(number,)] = await rows(url, "SELECT dead_letters_in_a_row FROM consumer_offsets")
    return int(number)


async def test_poison_is_kept_aside_with_its_reason_and_origin(readers: Readers) -> None:
    await readers.send(1)
    await readers.send_poison()
    await readers.send(2)
    async with readers.open() as reader:
        await reader.until_seen([1, 2])

        [dead] = await read_topic(readers.servers, reader.dead_letter_topic)
        assert (dead.key, dead.value) == (b"a", b"\xff")
        assert dict(dead.headers) == {
            "odd": b"\xfe",
            "null": None,
            "dlq_kind": b"unreadable-record",
            "dlq_reason": b"header 'ce_id' is missing",
            "dlq_topic": readers.topic.encode(),
            "dlq_partition": b"0",
            "dlq_offset": b"1",
            "dlq_group": readers.group.encode(),
        }


async def test_the_offset_waits_until_the_dead_letter_is_acknowledged(
    readers: Readers, probe_url: str
) -> None:
    await readers.send_poison()
    group, readers.group = readers.group, "a-group-without-a-dead-letter-topic"
    async with readers.open() as reader:

        async def tried() -> bool:
            return bool(await rows(probe_url, "SELECT 1 FROM consumer_offsets"))

        await until(tried)
        assert await reader.place() == 0

    readers.group = group
    async with readers.open() as reader:

        async def buried() -> bool:
            return await reader.place() == 1

        await until(buried)
        assert len(await read_topic(readers.servers, reader.dead_letter_topic)) == 1


async def test_a_good_record_ends_a_row_of_dead_letters(readers: Readers, probe_url: str) -> None:
    async with readers.open() as reader:
        for number in range(1, 3):
            await readers.send_poison(LIMIT - 1)
            await readers.send(number)
        await reader.until_seen([1, 2])

        assert await in_a_row(readers, probe_url) == 0
        assert await reader.consumer.not_ready() is None


async def test_too_many_in_a_row_stop_the_consumer_until_resumed(
    readers: Readers, probe_url: str
) -> None:
    await readers.send_poison(LIMIT)
    await readers.send(1)
    async with readers.open() as reader:
        await reader.until_not_ready("dead letters in a row")
        assert await reader.place() == LIMIT

    async with readers.open() as restarted:
        await restarted.until_not_ready("dead letters in a row")
        assert await restarted.seen() == []
        assert await restarted.place() == LIMIT

        assert await resume(probe_url, SCHEMA, readers.topic) == 1

        await restarted.until_seen([1])
        assert await restarted.consumer.not_ready() is None
        assert await restarted.place() == LIMIT + 1
        assert len(await read_topic(readers.servers, restarted.dead_letter_topic)) == LIMIT


async def test_a_record_that_its_handler_calls_invalid_is_buried_alone(readers: Readers) -> None:
    async def picky(connection: Connection, batch: Sequence[Delivered]) -> None:
        await count(connection, batch)
        if any(isinstance(one.event, Added) and one.event.number == 2 for one in batch):
            raise InvalidRecord("two is no number")

    await readers.send(1, 2, 3)
    async with readers.open(picky) as reader:
        await reader.until_seen([1, 3])

        [dead] = await read_topic(readers.servers, reader.dead_letter_topic)
        assert dict(dead.headers)["dlq_reason"] == b"two is no number"
        assert dead.offset == 0


async def test_an_unknown_type_is_a_dead_letter(readers: Readers) -> None:
    class Other(Added):
        TYPE = "probe.Other.v1"

    await produce(readers.servers, [Other(to=readers.topic, account="a", number=1)])
    await readers.send(2)
    async with readers.open(one_by_one({Added: lambda c, d: count(c, [d])})) as reader:
        await reader.until_seen([2])

        [dead] = await read_topic(readers.servers, reader.dead_letter_topic)
        assert dict(dead.headers)["dlq_reason"] == b"unknown type 'probe.Other.v1'"


async def test_a_record_that_was_redriven_is_handled_by_the_group_it_is_meant_for_only(
    readers: Readers,
) -> None:
    async with producer(readers.servers) as opened:
        for number, group in ((1, "another"), (2, readers.group), (3, "another")):
            event = Added(to=readers.topic, account="a", number=number)
            headers = [*envelope(event, number).headers(), (REDRIVEN_FOR, group.encode())]
            await opened.send_and_wait(readers.topic, event.value(), headers=headers)

    async with readers.open() as reader:
        await reader.until_place(3)

        assert await reader.seen() == [2]
        assert await read_topic(readers.servers, reader.dead_letter_topic) == []


async def test_what_another_group_is_meant_to_read_may_be_of_an_unknown_type(
    readers: Readers,
) -> None:
    class Other(Added):
        TYPE = "probe.Other.v1"

    event = Other(to=readers.topic, account="a", number=1)
    headers = [*envelope(event).headers(), (REDRIVEN_FOR, b"another")]
    async with producer(readers.servers) as opened:
        await opened.send_and_wait(readers.topic, event.value(), headers=headers)

    async with readers.open() as reader:
        await reader.until_place(1)

        assert await read_topic(readers.servers, reader.dead_letter_topic) == []
