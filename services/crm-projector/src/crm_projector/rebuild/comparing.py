"""Comparing the rows of two schemas: counts and hashes of tables, and keys where they differ.

A hash does not depend on the order of rows, columns are listed by name, and values that are equal
have equal hashes however they are written. Each schema is read in one snapshot of its own.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, LiteralString, cast
from uuid import UUID

from psycopg import sql

from common.postgres import Connection
from crm_projector.project.registers import Register, Table

LISTED = 20  # differences of a table that are named; all are counted
LOG_TIMES = Table("log_times", ("topic", "partition"), (Register("log_time"),))
# Rows that belong to an account but do not name it.
OF_ACCOUNT: Mapping[str, LiteralString] = {
    "webhook_events": "(provider, platform_user_id) IN (SELECT provider, platform_user_id"
    " FROM account_holders WHERE account_id = %(id)s)",
    "log_times": "false",
}
BY_ACCOUNT: LiteralString = "account_id = %(id)s"
Row = Mapping[str, Any]
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One key whose rows differ; `columns` has each value that is not equal, left and right."""

    key: list[str]
    is_in: str
    columns: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Compared:
    """What was found of one table."""

    table: str
    left: int
    right: int
    differences: int = 0
    listed: list[Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found of all tables: `left` and `right` are the schemas' names."""

    left: str
    right: str
    tables: list[Compared]

    @property
    def is_good(self) -> bool:
        """Whether no row differs."""
        return not any(one.differences for one in self.tables)

    def as_dict(self) -> Mapping[str, object]:
        """Give it for a program."""
        return {"is_equal": self.is_good, **asdict(self)}

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> list[str]:
        lines = [f"{'table':24} {self.left:>14} {self.right:>14}  differences"]
        for one in self.tables:
            lines.append(f"{one.table:24} {one.left:14,} {one.right:14,}  {one.differences:,}")
            for each in one.listed:
                told = ", ".join(f"{name} {a!r} and {b!r}" for name, (a, b) in each.columns.items())
                lines.append(
                    f"  {' '.join(each.key)}: in {each.is_in}{f': {told}' if told else ''}"
                )
        lines.append("equal" if self.is_good else "not equal")
        return lines


@asynccontextmanager
async def snapshot(connection: Connection) -> AsyncIterator[Connection]:
    """Read as of one moment, whatever is committed meanwhile."""
    async with connection.transaction():
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield connection


@dataclass(frozen=True, slots=True)
class Side:
    """A schema's rows, all of them or those of an account; the search path is the schema."""

    name: str
    connection: Connection
    account_id: UUID | None = None

    async def fingerprint(self, table: Table) -> tuple[int, str]:
        """Give the count of the rows and the sum of their hashes."""
        query = sql.SQL("SELECT count(*), coalesce(sum({}), 0)::text FROM {}{}")
        found = await self.connection.execute(
            query.format(_hash(table), sql.Identifier(table.name), self._where(table)),
            {"id": self.account_id},
        )
        row = await found.fetchone()
        return (row[0], row[1]) if row else (0, "0")

    async def rows(self, table: Table) -> AsyncIterator[tuple[str, Key, int]]:
        """Give each row's key, as a text that they are sorted by and as it is, and its hash."""
        key = _names(table.key)
        query = sql.SQL(
            'SELECT jsonb_build_array({})::text COLLATE "C" AS sorted, {}, {} FROM {}{} ORDER BY 1'
        ).format(key, _hash(table), key, sql.Identifier(table.name), self._where(table))
        async with self.connection.cursor(f"compare_{table.name}") as cursor:
            await cursor.execute(query, {"id": self.account_id})
            async for text, hashed, *values in cursor:
                yield text, tuple(values), hashed

    async def row(self, table: Table, key: Key) -> Row:
        """Read one row whole."""
        query = sql.SQL("SELECT to_jsonb(t) FROM {} AS t WHERE ({}) = ({})").format(
            sql.Identifier(table.name),
            _names(table.key),
            sql.SQL(", ").join([sql.Placeholder()] * len(key)),
        )
        found = await (await self.connection.execute(query, key)).fetchone()
        return cast("Row", found[0]) if found else {}

    def _where(self, table: Table) -> sql.Composable:
        if self.account_id is None:
            return sql.SQL("")
        if table.under is None:
            return sql.SQL(" WHERE " + OF_ACCOUNT.get(table.name, BY_ACCOUNT))
        key = sql.SQL(", ").join(map(sql.Identifier, table.under.key))
        above = sql.Identifier(table.under.name)
        found = sql.SQL("SELECT {} FROM {} WHERE " + BY_ACCOUNT).format(key, above)
        return sql.SQL(" WHERE ({}) IN ({})").format(key, found)


async def compare(left: Side, right: Side, tables: Sequence[Table]) -> Comparison:
    """Compare the tables; only those whose fingerprints differ are read row by row."""
    found = []
    for table in (*tables, LOG_TIMES):
        one, other = await left.fingerprint(table), await right.fingerprint(table)
        compared = Compared(table.name, one[0], other[0])
        if one != other:
            await _list(compared, table, left, right)
        found.append(compared)
    return Comparison(left.name, right.name, found)


async def _list(compared: Compared, table: Table, left: Side, right: Side) -> None:
    async for key, in_left, in_right in _side_by_side(left.rows(table), right.rows(table)):
        compared.differences += 1
        if compared.differences > LISTED:
            continue
        texts = [str(value) for value in key]
        if in_left and in_right:
            columns = _unequal(await left.row(table, key), await right.row(table, key))
            compared.listed.append(Difference(texts, "both", columns))
        else:
            compared.listed.append(Difference(texts, left.name if in_left else right.name))


async def _side_by_side(
    left: AsyncIterator[tuple[str, Key, int]], right: AsyncIterator[tuple[str, Key, int]]
) -> AsyncIterator[tuple[Key, bool, bool]]:
    """Walk along both, which have one order; gives each key that is not on both sides alike."""
    one, other = await anext(left, None), await anext(right, None)
    while one is not None and other is not None:
        if one[0] == other[0]:
            if one[2] != other[2]:
                yield one[1], True, True
            one, other = await anext(left, None), await anext(right, None)
        elif one[0] < other[0]:
            yield one[1], True, False
            one = await anext(left, None)
        else:
            yield other[1], False, True
            other = await anext(right, None)
    while one is not None:
        yield one[1], True, False
        one = await anext(left, None)
    while other is not None:
        yield other[1], False, True
        other = await anext(right, None)


def _unequal(left: Row, right: Row) -> dict[str, list[Any]]:
    names = sorted(left.keys() | right.keys())
    return {
        name: [left.get(name), right.get(name)]
        for name in names
        if left.get(name) != right.get(name)
    }


def _hash(table: Table) -> sql.Composed:
    return sql.SQL("hash_record_extended(ROW({}), 0)").format(_names(table.columns))


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
