"""Fixtures of this library's tests: a schema of their own, and what stands on it."""

from collections.abc import AsyncIterator, Callable

import pytest

from common.postgres import Pool, open_pool
from common.publisher import Publisher, open_publisher

from .readers import MakeTopic, Readers
from .senders import Sender
from .support import SCHEMA, create_tables, create_topic, until


@pytest.fixture
def probe_url(emptied_url: Callable[..., str]) -> str:
    """The tests' schema, its tables empty."""
    return emptied_url("probe", create_tables)


@pytest.fixture
async def pool(probe_url: str) -> AsyncIterator[Pool]:
    """A pool on that schema."""
    async with open_pool(probe_url, SCHEMA) as opened:
        yield opened


@pytest.fixture
async def publisher(kafka_servers: str) -> AsyncIterator[Publisher]:
    """A publisher that has found its broker."""
    async with open_publisher(kafka_servers) as opened:

        async def connected() -> bool:
            return await opened.answers() is None

        await until(connected)
        yield opened


@pytest.fixture
async def readers(
    probe_url: str, kafka_servers: str, pool: Pool, publisher: Publisher, topic: MakeTopic
) -> Readers:
    """A topic of one partition, its dead letters, and consumers for it."""
    made = Readers(probe_url, kafka_servers, pool, publisher)
    made.topic = await topic(partitions=1)
    await create_topic(kafka_servers, f"{made.topic}.{made.group}.dlq")
    return made


@pytest.fixture
async def sender(probe_url: str, pool: Pool, topic: MakeTopic, kafka_servers: str) -> Sender:
    """A service with an outbox and nothing in it."""
    return Sender(probe_url, await topic(partitions=2), kafka_servers, pool)
