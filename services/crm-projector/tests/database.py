"""The tables of the test's database: how events get in, and what stands there then."""

from collections.abc import Sequence
from typing import Any

from psycopg import sql

from common.event import Delivered
from common.postgres import Pool
from crm_projector.project.consumer import Projector
from crm_projector.providers import PROJECTION

TABLES = PROJECTION.tables
PROJECTOR = Projector(PROJECTION)


async def settle(pool: Pool, *batches: Sequence[Delivered]) -> None:
    """Project each batch in a transaction of its own."""
    for batch in batches:
        async with pool.connection() as connection:
            await PROJECTOR.project(connection, batch)


Rows = dict[str, list[dict[str, Any]]]
# What depends on where in the log an event stands.
OF_THE_LOG = frozenset({"topic", "partition", "offset", "log_time"})


async def tables(pool: Pool, without: frozenset[str] = frozenset()) -> Rows:
    """Read every table whole, in the order of its keys."""
    found: Rows = {}
    async with pool.connection() as connection:
        for table in TABLES:
            keys = sql.SQL(", ").join(map(sql.Identifier, table.key))
            query = sql.SQL("SELECT to_jsonb(t) FROM {} AS t ORDER BY {}")
            rows = await connection.execute(query.format(sql.Identifier(table.name), keys))
            found[table.name] = [
                {name: value for name, value in row.items() if name not in without}
                for (row,) in await rows.fetchall()
            ]
    return found


async def emptied(pool: Pool) -> None:
    """Forget every row, as a rebuild begins."""
    async with pool.connection() as connection:
        for name in ("log_times", *(table.name for table in TABLES)):
            await connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
