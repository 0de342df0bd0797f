"""The connection pool of one service's schema, every wait bounded."""

import select
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from common.pool_metrics import CountingPool, counting_connection, showing

Connection = AsyncConnection[Any]
"""The caller owns it and its transaction: whoever is given one neither commits nor closes it."""

Pool = AsyncConnectionPool[AsyncConnection[Any]]
POOL_SIZE = 8


def connection_options(schema: str) -> dict[str, Any]:
    """Give libpq's options: the service's schema, and an end to every wait."""
    return {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
        "options": f"-c search_path={schema} -c statement_timeout=30s"
        " -c idle_in_transaction_session_timeout=60s",
    }


async def check_if_readable(connection: Connection) -> None:
    """Ask a connection whether it lives, if PostgreSQL has written something to it unasked.

    That is how a connection that the server has ended looks, while a live one that is idle says
    nothing: it is used without a round trip. Raises `OperationalError` for a connection that ended.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        await AsyncConnectionPool.check_connection(connection)


@asynccontextmanager
async def open_pool(database_url: str, schema: str, size: int = POOL_SIZE) -> AsyncIterator[Pool]:
    """Keep a pool that heals by itself; it opens even while PostgreSQL is away.

    `size` is the most connections that it holds.
    """
    pool = CountingPool(
        database_url,
        connection_class=counting_connection(schema),
        name=schema,
        kwargs=connection_options(schema),
        min_size=1,
        max_size=size,
        timeout=4.0,
        reconnect_timeout=5.0,
        check=check_if_readable,
        open=False,
    )
    await pool.open(wait=False)
    try:
        with showing(pool):
            yield pool
    finally:
        await pool.close(timeout=5.0)


async def answers(pool: Pool) -> str | None:
    """Say why PostgreSQL cannot be used now, or None."""
    try:
        async with pool.connection(timeout=2.0) as connection:
            await connection.execute("SELECT 1")
    except Exception as error:
        return f"PostgreSQL does not answer: {type(error).__name__}"
    return None
