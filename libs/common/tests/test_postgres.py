"""The pool: its schema, its bounds, and what it does when PostgreSQL takes a connection away."""

import asyncio
from dataclasses import replace

import pytest
from psycopg.errors import UndefinedTable

from common.errors import InvalidRecord
from common.event import Delivered
from common.offsets import ConsumerOffsets, Fenced, Span, Stopped
from common.postgres import Pool, answers, open_pool
from common.sequences import is_new

from .support import SCHEMA, Added, envelope, rows, until

EVENT = Added(to="t", account="a", number=1)


async def test_a_connection_sees_its_schema_and_no_other(probe_url: str, pool: Pool) -> None:
    async with pool.connection() as connection:
        await connection.execute("SELECT * FROM outbox")

    async with open_pool(probe_url, "crm") as elsewhere:
        with pytest.raises(UndefinedTable):
            async with elsewhere.connection() as connection:
                await connection.execute("SELECT * FROM outbox")


async def test_a_pool_heals_when_its_connections_are_taken_away(probe_url: str, pool: Pool) -> None:
    async def pid() -> int:
        async with pool.connection() as connection:
            return connection.info.backend_pid

    taken = {await pid() for _ in range(3)}
    for one in taken:
        await rows(probe_url, "SELECT pg_terminate_backend(%s)", one)

    async def gone() -> bool:
        query = "SELECT 1 FROM pg_stat_activity WHERE pid = ANY(%s)"
        return await rows(probe_url, query, list(taken)) == []

    await until(gone)
    assert await pid() not in taken
    async with pool.connection() as connection:
        assert await connection.execute("SELECT 1")


async def test_a_pool_opens_without_postgresql_and_says_so() -> None:
    async with open_pool("postgresql://nobody@127.0.0.1:1/none", SCHEMA) as pool:
        assert await answers(pool, "auth") == "PostgreSQL does not answer: PoolTimeout"


def delivered(sequence: int | None, subject: str = "a") -> Delivered:
    """Give an event as a handler gets it."""
    written = replace(envelope(EVENT), sequence=sequence, subject=subject)
    return Delivered("t", 0, 0, "a", written, EVENT, {}, b"")


async def test_only_a_greater_sequence_of_the_same_subject_is_new(pool: Pool) -> None:
    given = [(1, "a"), (1, "a"), (3, "a"), (2, "a"), (1, "b"), (4, "a")]
    async with pool.connection() as connection:
        found = [await is_new(connection, delivered(number, who)) for number, who in given]

    assert found == [True, False, True, False, True, True]


async def test_a_sequence_that_was_rolled_back_is_still_new(pool: Pool) -> None:
    async with pool.connection() as connection:
        assert await is_new(connection, delivered(1))
        await connection.rollback()

        assert await is_new(connection, delivered(1))


async def test_an_event_without_a_sequence_can_never_be_told_from_a_repeat(pool: Pool) -> None:
    async with pool.connection() as connection:
        with pytest.raises(InvalidRecord):
            await is_new(connection, delivered(None))


async def test_of_two_writers_of_one_place_one_is_fenced(pool: Pool) -> None:
    async def move() -> None:
        async with pool.connection() as connection:
            await ConsumerOffsets(connection).move(Span("t", 0, 5, 9))

    async with pool.connection() as connection:
        assert await ConsumerOffsets(connection).start("t", 0, 5, 20) == 5

    outcomes = await asyncio.gather(*(move() for _ in range(4)), return_exceptions=True)

    assert sorted(map(type, outcomes), key=str) == sorted([type(None), *[Fenced] * 3], key=str)


async def test_a_place_that_nobody_took_cannot_be_moved(pool: Pool) -> None:
    async with pool.connection() as connection:
        with pytest.raises(Stopped, match="its offset row is gone"):
            await ConsumerOffsets(connection).move(Span("t", 0, 0, 1))
