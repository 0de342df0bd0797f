"""Repository: the sealed columns of a schema, whatever their table."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import AsyncConnection, sql
from psycopg.rows import dict_row

from vault.envelope import ALGORITHM, VERSION, header
from vault.keyring import KEY_ID

HEAD = re.compile(rf"{VERSION}\|{ALGORITHM}\|({KEY_ID.pattern})\|")
LABEL_BYTES = len(f"{VERSION}|{ALGORITHM}|")
LONGEST_ID = 32
Key = tuple[Any, ...]

# The text up to the bar behind the key id. Some hundred thousand rows a second.
COUNT = """
SELECT substring({column} FROM 1 FOR %(label)s + position(
    '|'::bytea IN substring({column} FROM %(label)s + 1 FOR %(longest)s + 1))), count(*)
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
        values = {"label": LABEL_BYTES, "longest": LONGEST_ID}
        cursor = await self._connection.execute(self._sql(COUNT), values)
        found: Counter[str | None] = Counter()
        for head, rows in await cursor.fetchall():
            named = HEAD.fullmatch(head.decode("latin-1"))
            found[named[1] if named else None] += rows
        return dict(found)

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

    async def replace(self, anew: Sequence[tuple[Key, bytes]]) -> None:
        """Write locked records anew."""
        values = sql.SQL(", ").join(sql.Placeholder() * len(self._what.key))
        async with self._connection.cursor() as cursor:
            rows = [(sealed, *key) for key, sealed in anew]
            await cursor.executemany(self._sql(REPLACE, values=values), rows)

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
