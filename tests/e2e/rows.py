"""The CRM's tables, asked by SQL; and tables as a person reads them."""

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

Row = dict[str, Any]
OWN_SCHEMAS = """
SELECT schemaname, tablename FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2
"""


async def select(postgres: str, statement: str, *values: object) -> list[Row]:
    """Give what a statement finds."""
    async with (
        await psycopg.AsyncConnection.connect(postgres, autocommit=True) as connection,
        connection.cursor(row_factory=dict_row) as cursor,
    ):
        await cursor.execute(statement.encode(), values)
        return await cursor.fetchall()


async def dump(postgres: str) -> dict[str, list[str]]:
    """Give every row of every table as text, by `schema.table`, in an order of their own."""
    found = {}
    async with await psycopg.AsyncConnection.connect(postgres, autocommit=True) as connection:
        tables = await (await connection.execute(OWN_SCHEMAS)).fetchall()
        for schema, table in tables:
            rows = sql.SQL("SELECT t::text FROM {} AS t ORDER BY 1")
            cursor = await connection.execute(rows.format(sql.Identifier(schema, table)))
            found[f"{schema}.{table}"] = [row[0] for row in await cursor.fetchall()]
    return found


def as_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Lay rows out in columns that are as wide as they must be."""
    texts = [list(columns), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[i]) for row in texts) for i in range(len(columns))]
    return [
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in texts
    ]
