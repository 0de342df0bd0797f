"""The connection pool of one service's schema, every wait bounded."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

Connection = AsyncConnection[Any]
Pool = AsyncConnectionPool[AsyncConnection[Any]]


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


@asynccontextmanager
async def open_pool(database_url: str, schema: str, size: int = 8) -> AsyncIterator[Pool]:
    """Keep a pool that heals by itself; it opens even while PostgreSQL is away."""
    pool = Pool(
        database_url,
        kwargs=connection_options(schema),
        min_size=1,
        max_size=size,
        timeout=4.0,
        reconnect_timeout=5.0,
        check=AsyncConnectionPool.check_connection,
        open=False,
    )
    await pool.open(wait=False)
    try:
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
