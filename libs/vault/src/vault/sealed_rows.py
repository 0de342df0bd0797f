"""Repository: the sealed columns of a schema, whatever their table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import AsyncConnection, sql
from psycopg.rows import dict_row

from vault.envelope import ALGORITHM, VERSION, header
from vault.keyring import KEY_ID

HEAD = rf"^{VERSION}\|{ALGORITHM}\|({KEY_ID.pattern})\|"
HEAD_BYTES = 64
Key = tuple[Any, ...]

COUNT = """
SELECT substring(encode(substring({column} FROM 1 FOR %s), 'escape') FROM %s), count(*)
FROM {table} WHERE {column} IS NOT NULL
GROUP BY 1
"""

TAKE = """
SELECT {columns}, {column} AS sealed FROM {table}
WHERE {column} IS NOT NULL AND substring({column} FROM 1 FOR %(length)s) <> %(header)s AND {after}
ORDER BY {key}
LIMIT %(limit)s
FOR UPDATE SKIP LOCKED
"""

UNDER = "SELECT {key} FROM {table} WHERE substring({column} FROM 1 FOR %s) = %s ORDER BY {key}"

REPLACE = "UPDATE {table} SET {column} = %s WHERE ({key}) = ({values})"


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """Where sealed records are. `place` is given the columns `key` and `more`, by name.

    It must make the very place that the records were sealed for.
    """

    table: str
    column: str
    key: tuple[str, ...]
    place: Callable[..., Mapping[str, str]]
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One record, and what ties it to its place."""

    key: Key
    place: Mapping[str, str]
    sealed: bytes = field(repr=False)


class SealedRows:
    """One sealed column; the caller owns the connection and its transaction."""

    def __init__(self, connection: AsyncConnection[Any], what: SealedColumn) -> None:
        self._connection = connection
        self._what = what

    async def count(self) -> dict[str | None, int]:
        """Count the records under each key id; None stands for what names no key."""
        cursor = await self._connection.execute(self._sql(COUNT), (HEAD_BYTES, HEAD))
        return {row[0]: row[1] for row in await cursor.fetchall()}

    async def under(self, key_id: str) -> list[Key]:
        """List the rows that this key has sealed, without a lock."""
        head = header(key_id)
        cursor = await self._connection.execute(self._sql(UNDER), (len(head), head))
        return await cursor.fetchall()

    async def take(self, primary: str, after: Key | None, limit: int) -> list[SealedRow]:
        """Lock the next records that another key than the primary has sealed.

        One that somebody else has locked is passed over: it may be sealed anew this moment.
        """
        values = dict(zip(self._what.key, after or (), strict=False))
        asked = {"header": header(primary), "length": len(header(primary)), "limit": limit}
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(self._take(after), asked | values)
            return [self._row(row) for row in await cursor.fetchall()]

    async def replace(self, key: Key, sealed: bytes) -> None:
        """Write a locked record anew."""
        values = sql.SQL(", ").join(sql.Placeholder() * len(key))
        await self._connection.execute(self._sql(REPLACE, values=values), (sealed, *key))

    def _take(self, after: Key | None) -> sql.Composed:
        what = self._what
        behind = sql.SQL("({}) > ({})").format(
            _names(what.key), sql.SQL(", ").join(sql.Placeholder(name) for name in what.key)
        )
        columns = _names((*what.key, *what.more))
        return self._sql(TAKE, columns=columns, after=behind if after else sql.SQL("true"))

    def _sql(self, statement: str, **parts: sql.Composable) -> sql.Composed:
        what = self._what
        return sql.SQL(statement).format(
            table=sql.Identifier(what.table),
            column=sql.Identifier(what.column),
            key=_names(what.key),
            **parts,
        )

    def _row(self, row: Mapping[str, Any]) -> SealedRow:
        named = {name: row[name] for name in (*self._what.key, *self._what.more)}
        key = tuple(row[name] for name in self._what.key)
        return SealedRow(key, self._what.place(**named), row["sealed"])


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name) for name in columns)
