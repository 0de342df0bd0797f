"""The consumer behind lines that are slow or break in the midst of an answer."""

from common.postgres import open_pool
from common.publisher import Publisher

from .readers import Readers
from .support import SCHEMA, broker_before, database_before

NUMBERS = range(1, 301)
LATE_SECONDS = 0.8


async def test_a_broker_whose_answers_break_off_loses_and_repeats_nothing(
    readers: Readers,
) -> None:
    await readers.send(*NUMBERS)
    async with broker_before(readers.servers) as broker:
        broker.breaks_after = 2_000
        readers.servers = broker.servers

        async with readers.open() as reader:
            await reader.until_seen(NUMBERS)

    assert broker.breaks > 3


async def test_a_database_whose_answers_break_off_loses_and_repeats_nothing(
    readers: Readers, publisher: Publisher, probe_url: str
) -> None:
    await readers.send(*NUMBERS)
    async with database_before(probe_url) as (line, url), open_pool(url, SCHEMA) as pool:
        line.breaks_after = 3_000
        behind = Readers(probe_url, readers.servers, pool, publisher)
        behind.group, behind.topic = readers.group, readers.topic

        async with behind.open() as reader:
            await reader.until_seen(NUMBERS)

    assert line.breaks > 3


async def test_a_database_that_answers_late_costs_no_partition_and_no_record(
    readers: Readers, publisher: Publisher, probe_url: str
) -> None:
    async with database_before(probe_url) as (line, url), open_pool(url, SCHEMA) as pool:
        behind = Readers(probe_url, readers.servers, pool, publisher)
        behind.group, behind.topic = readers.group, readers.topic
        await readers.send(1)
        async with behind.open() as reader:
            await reader.until_seen([1])
            member = reader.consumer._consumer
            line.delay = LATE_SECONDS

            await readers.send(2, 3)

            await reader.until_seen([1, 2, 3])
            assert reader.consumer._consumer is member is not None
            assert await reader.consumer.not_ready() is None
