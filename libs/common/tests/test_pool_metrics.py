"""What is told of a pool: how far it is used, and what it could not give."""

import pytest
from prometheus_client import REGISTRY
from psycopg_pool import PoolTimeout

from common.postgres import Pool, open_pool

from .support import SCHEMA, until

NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


def told(name: str, schema: str = SCHEMA) -> float | None:
    """Give a value as a scrape would see it."""
    return REGISTRY.get_sample_value(f"postlog_postgres_{name}", {"schema": schema})


async def shown(name: str, value: float) -> bool:
    """Tell whether the gauge shows this value now; connections are made and given back beside."""
    return told(name) == value


async def test_a_pool_shows_how_far_it_is_used_while_it_is_open(probe_url: str) -> None:
    async with open_pool(probe_url, SCHEMA, size=3) as pool:
        async with pool.connection(), pool.connection():
            await until(lambda: shown("pool_in_use", 2))
            assert told("pool_limit") == 3
            assert told("pool_waiting") == 0
        await until(lambda: shown("pool_in_use", 0))

    assert told("pool_in_use") is None
    assert told("pool_limit") is None


async def test_a_request_that_an_exhausted_pool_lets_down_is_counted(probe_url: str) -> None:
    async with open_pool(probe_url, SCHEMA, size=1) as pool, pool.connection():
        before = told("pool_timeouts_total")
        with pytest.raises(PoolTimeout):
            await pool.getconn(timeout=0.05)

        assert before is not None
        assert told("pool_timeouts_total") == before + 1


async def test_connections_that_cannot_be_made_are_counted_from_0() -> None:
    async with open_pool(NOWHERE, "nowhere"):

        async def counted() -> bool:
            return (told("connect_failures_total", "nowhere") or 0) > 0

        await until(counted)


async def test_a_pool_that_works_has_its_counters_at_0_and_not_missing(
    probe_url: str, pool: Pool
) -> None:
    async with open_pool(probe_url, "crm"):
        assert told("connect_failures_total", "crm") == 0
        assert told("pool_timeouts_total", "crm") == 0
