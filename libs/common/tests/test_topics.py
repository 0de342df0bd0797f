"""Topics from a registry: created once, left alone afterwards, and differences told."""

import asyncio
import uuid

import pytest
from aiokafka.errors import InvalidReplicationFactorError
from hypothesis import given
from hypothesis import strategies as st

from common.topic_admin import create, describe
from common.topics import DAY_MS, Found, Topic, drift

from .support import create_topic

WANTED = Topic("name", "account_id", ("auth",), ("crm",), DAY_MS, 3)


@pytest.fixture
def topics() -> list[Topic]:
    """Two topics that nobody else has."""
    prefix = uuid.uuid4().hex
    return [
        Topic(f"{prefix}.forever", "k", (), (), partitions=3),
        Topic(f"{prefix}.week", "k", (), (), 7 * DAY_MS, 1),
    ]


async def differences(servers: str, topics: list[Topic]) -> list[str]:
    """What a person is told."""
    return list(drift(topics, await describe(servers, topics), 1))


async def test_what_is_missing_is_told_and_created(kafka_servers: str, topics: list[Topic]) -> None:
    assert await differences(kafka_servers, topics) == [f"{one.name}: missing" for one in topics]

    await create(kafka_servers, topics, 1, 1)

    assert await differences(kafka_servers, topics) == []


async def test_creating_again_and_twice_at_once_changes_nothing(
    kafka_servers: str, topics: list[Topic]
) -> None:
    await asyncio.gather(*(create(kafka_servers, topics, 1, 1) for _ in range(3)))
    await create(kafka_servers, topics, 1, 1)

    assert await differences(kafka_servers, topics) == []


async def test_a_topic_made_by_other_hands_is_left_as_it_is_and_told(
    kafka_servers: str, topics: list[Topic]
) -> None:
    await create_topic(kafka_servers, topics[1].name, partitions=2)

    await create(kafka_servers, topics, 1, 1)

    partitions, *_ = await differences(kafka_servers, topics[1:])
    assert partitions == f"{topics[1].name}: 2 partitions, wanted 1"
    assert await differences(kafka_servers, topics[:1]) == []


async def test_what_the_cluster_cannot_do_is_an_error(
    kafka_servers: str, topics: list[Topic]
) -> None:
    with pytest.raises(InvalidReplicationFactorError):
        await create(kafka_servers, topics, 5, 1)


@given(st.integers(1, 3))
def test_a_cluster_that_is_as_wanted_differs_in_nothing(min_insync: int) -> None:
    found = {WANTED.name: Found(WANTED.partitions, WANTED.config(min_insync))}

    assert list(drift([WANTED], found, min_insync)) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("cleanup.policy", "compact"), ("retention.ms", "1"), ("min.insync.replicas", "1")],
)
def test_each_setting_that_differs_is_told(name: str, value: str) -> None:
    found = {WANTED.name: Found(WANTED.partitions, WANTED.config(2) | {name: value})}

    wanted = WANTED.config(2)[name]
    assert list(drift([WANTED], found, 2)) == [f"name: {name} is {value}, wanted {wanted}"]
