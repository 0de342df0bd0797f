"""Deleting every row of one account or its user, in whatever tables the schema has.

The tables are found in PostgreSQL's catalogue, so that a table which is added later is not
forgotten. Rows that stand under others by a foreign key go before those.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import sql

from common.postgres import Connection

# A counter of events, and files whose bytes must go before their rows.
KEPT = frozenset({"refused_grants", "assets"})
OWNED = """
SELECT table_name, min(column_name) FROM information_schema.columns
WHERE table_schema = current_schema() AND column_name IN ('account_id', 'user_id')
GROUP BY table_name ORDER BY table_name
"""
UNDER = """
SELECT child.relname, parent.relname,
    ARRAY(SELECT attname FROM unnest(conkey) WITH ORDINALITY AS k(number, place)
        JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY place)::text[],
    ARRAY(SELECT attname FROM unnest(confkey) WITH ORDINALITY AS k(number, place)
        JOIN pg_attribute ON attrelid = confrelid AND attnum = number ORDER BY place)::text[]
FROM pg_constraint JOIN pg_class child ON child.oid = conrelid
    JOIN pg_class parent ON parent.oid = confrelid
WHERE contype = 'f' AND parent.relnamespace = current_schema()::regnamespace
    AND conrelid <> confrelid ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Under:
    """A foreign key: the rows of `child` that stand under rows of `parent`."""

    child: str
    parent: str
    columns: Sequence[str]
    parent_columns: Sequence[str]


async def delete_rows_of(connection: Connection, account_id: UUID, user_id: UUID) -> None:
    """Delete them in the caller's transaction; where a table has no account, by the user."""
    found = await (await connection.execute(OWNED)).fetchall()
    owned = {table: column for table, column in found if table not in KEPT}
    keys = [Under(*row) for row in await (await connection.execute(UNDER)).fetchall()]
    owner = {"account_id": account_id, "user_id": user_id}
    for statement in deletions(owned, keys):
        await connection.execute(statement, owner)


def deletions(owned: Mapping[str, str], keys: Sequence[Under]) -> Iterator[sql.Composed]:
    """Give the statements in an order that no foreign key refuses.

    `owned` tells by which column a table's rows belong to their owner.
    """
    for table, column in owned.items():
        condition = sql.SQL("{} = {}").format(sql.Identifier(column), sql.Placeholder(column))
        yield from _with_what_is_under(table, condition, keys)


def _with_what_is_under(
    table: str, condition: sql.Composable, keys: Sequence[Under]
) -> Iterator[sql.Composed]:
    for key in keys:
        if key.parent == table:
            under = sql.SQL("({}) IN (SELECT {} FROM {} WHERE {})").format(
                _names(key.columns), _names(key.parent_columns), sql.Identifier(table), condition
            )
            yield from _with_what_is_under(key.child, under, keys)
    yield sql.SQL("DELETE FROM {} WHERE {}").format(sql.Identifier(table), condition)


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
