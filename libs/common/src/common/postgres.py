"""The connection pool of one service's schema, every wait bounded."""

import re
import select
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib.resources import files
from typing import Any

from psycopg import AsyncConnection
from psycopg.errors import UndefinedTable
from psycopg_pool import AsyncConnectionPool

from common.pool_metrics import CountingPool, counting_connection, showing

Connection = AsyncConnection[Any]
"""The caller owns it and its transaction: whoever is given one neither commits nor closes it."""

Pool = AsyncConnectionPool[AsyncConnection[Any]]
POOL_SIZE = 8
VERSION = "SELECT version_num FROM alembic_version"
NUMBER = re.compile(r"\d{4}")


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


async def answers(pool: Pool, package: str) -> str | None:
    """Say why PostgreSQL cannot be used now by this package, or None.

    Tables that are older than the package's migrations cannot. Newer ones can: a release changes
    nothing that the one before it reads.
    """
    try:
        async with pool.connection(timeout=2.0) as connection:
            found = await (await connection.execute(VERSION)).fetchone()
    except UndefinedTable:
        found = None
    except Exception as error:
        return f"PostgreSQL does not answer: {type(error).__name__}"
    wanted = newest_version(package)
    version = str(found[0]) if found else "none"
    if found is None or version < wanted:
        return f"the tables' version is {version}, and this release needs {wanted}: migrate"
    return None


@cache
def newest_version(package: str) -> str:
    """Give the newest version of a package's migrations, by the names of their files."""
    names = (file.name for file in (files(package) / "migrations" / "versions").iterdir())
    return max(match[0] for match in map(NUMBER.match, names) if match)
