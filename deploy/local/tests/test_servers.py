"""The fixtures that every other test stands on."""

import socket
import uuid
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

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


@pytest.mark.parametrize("role", ["auth", "tiktok", "instagram", "crm"])
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


@pytest.mark.parametrize("role", ["auth", "tiktok", "instagram"])
def test_a_role_makes_no_schema(role: str, role_url: Callable[[str], str]) -> None:
    with (
        psycopg.connect(role_url(role)) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE SCHEMA other")


def test_the_crm_makes_schemas_beside_its_own_which_it_is_rebuilt_in(
    role_url: Callable[[str], str],
) -> None:
    with psycopg.connect(role_url("crm")) as connection:
        connection.execute("CREATE SCHEMA crm_next")
        connection.execute("ALTER SCHEMA crm RENAME TO crm_previous")


def test_workers_of_one_run_migrate_once_and_have_databases_of_their_own(
    standing_databases: Any, postgres_url: str
) -> None:
    run, migrated = uuid.uuid4().hex, []

    def migrate(url: str) -> None:
        migrated.append(url)
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE things (name text)")

    with ExitStack() as exits, ThreadPoolExecutor() as threads:
        workers = [
            type(standing_databases)(postgres_url, run, exits.enter_context(ExitStack()))
            for _ in range(3)
        ]
        urls = list(threads.map(lambda worker: worker.emptied("any", migrate, "crm"), workers))
        for url in urls:
            with psycopg.connect(url) as connection:
                connection.execute("INSERT INTO things VALUES ('one')")
                counted = connection.execute("SELECT count(*) FROM things").fetchone()
                assert counted == (1,)

    assert len(migrated) == 1
    assert len(set(urls)) == 3


def test_a_free_port_is_given_to_nobody_else_and_a_server_can_listen_there(
    free_port: Callable[[], int],
) -> None:
    port = free_port()

    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", port))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port)).close()
    with socket.create_server(("127.0.0.1", port)):  # sets SO_REUSEADDR, as asyncio does
        socket.create_connection(("127.0.0.1", port)).close()
