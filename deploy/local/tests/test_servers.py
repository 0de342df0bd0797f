"""The fixtures that every other test stands on."""

from collections.abc import Awaitable, Callable

import psycopg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from psycopg import errors


async def test_a_new_topic_takes_a_record_at_once(
    kafka_servers: str, topic: Callable[..., Awaitable[str]]
) -> None:
    name = await topic(partitions=2)

    async with AIOKafkaProducer(bootstrap_servers=kafka_servers, acks="all") as producer:
        stored = await producer.send_and_wait(name, b"value", partition=1)

    async with AIOKafkaConsumer(
        name, bootstrap_servers=kafka_servers, auto_offset_reset="earliest"
    ) as consumer:
        record = await consumer.getone()
    assert (record.value, record.partition, record.offset) == (b"value", 1, stored.offset)


@pytest.mark.parametrize("role", ["auth", "tiktok", "crm"])
def test_a_role_works_in_its_own_schema(role: str, role_url: Callable[[str], str]) -> None:
    with psycopg.connect(role_url(role)) as connection:
        connection.execute("CREATE TABLE things (name text)")
        found = connection.execute(
            "SELECT schemaname FROM pg_tables WHERE tablename = 'things'"
        ).fetchone()
        connection.execute("CREATE TEMP TABLE staged (name text) ON COMMIT DROP")

    assert found == (role,)


@pytest.mark.parametrize("schema", ["auth", "tiktok", "public"])
def test_a_role_has_no_rights_elsewhere(schema: str, role_url: Callable[[str], str]) -> None:
    with (
        psycopg.connect(role_url("crm")) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(f"CREATE TABLE {schema}.things (name text)")


def test_a_role_makes_no_schema(role_url: Callable[[str], str]) -> None:
    with (
        psycopg.connect(role_url("crm")) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE SCHEMA other")
