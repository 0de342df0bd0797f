"""A schema that is being made: its tables without indexes, how far it is, and its end.

While it is made it has two tables of its own. `rebuild_units` says which records it is to hold, and
`rebuild_ddl` how its keys and indexes are put back. Both go when it is whole.
"""

import asyncio
from collections.abc import Collection, Sequence

from psycopg import sql
from psycopg.errors import UniqueViolation

from common.migrations import migrate
from common.offsets import ConsumerOffsets
from common.postgres import Connection
from crm_projector.project.log_times import LogTimes
from crm_projector.project.registers import Table
from crm_projector.rebuild.repeats import join_repeats
from crm_projector.rebuild.shares import Unit

PACKAGE = "crm_projector"
STATE = """
CREATE TABLE rebuild_units (
    topic text NOT NULL,
    partition int NOT NULL,
    end_offset bigint NOT NULL,
    is_careful boolean NOT NULL DEFAULT false,
    PRIMARY KEY (topic, partition)
);
CREATE TABLE rebuild_ddl (number int PRIMARY KEY, table_name text NOT NULL, statement text NOT NULL)
"""
# The keys first: they find what was written twice.
KEEP_DDL = """
INSERT INTO rebuild_ddl (number, table_name, statement)
SELECT row_number() OVER (ORDER BY NOT is_key, statement), table_name, statement FROM (
    SELECT t.relname AS table_name, true AS is_key, format(
        'ALTER TABLE %%I ADD CONSTRAINT %%I %%s', t.relname, c.conname, pg_get_constraintdef(c.oid)
    ) AS statement
    FROM pg_constraint AS c JOIN pg_class AS t ON t.oid = c.conrelid
    WHERE t.relnamespace = current_schema()::regnamespace AND c.contype IN ('p', 'u')
        AND t.relname = ANY(%(tables)s)
    UNION ALL
    SELECT t.relname, false, pg_get_indexdef(i.indexrelid)
    FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid
    WHERE t.relnamespace = current_schema()::regnamespace AND t.relname = ANY(%(tables)s)
        AND NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conindid = i.indexrelid)
) AS found
"""
STRIP = """
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT c.conrelid::regclass AS name, c.conname FROM pg_constraint AS c
        JOIN pg_class AS t ON t.oid = c.conrelid JOIN rebuild_ddl AS d ON d.table_name = t.relname
        WHERE t.relnamespace = current_schema()::regnamespace AND c.contype IN ('p', 'u')
        GROUP BY 1, 2
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.name, one.conname);
    END LOOP;
    FOR one IN
        SELECT i.indexrelid::regclass AS name FROM pg_index AS i
        JOIN pg_class AS t ON t.oid = i.indrelid
        WHERE t.relnamespace = current_schema()::regnamespace
            AND t.relname IN (SELECT table_name FROM rebuild_ddl)
    LOOP
        EXECUTE format('DROP INDEX %s', one.name);
    END LOOP;
    FOR one IN SELECT DISTINCT table_name AS name FROM rebuild_ddl LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', one.name);
    END LOOP;
END
$$
"""
UNITS = """
SELECT topic, partition, next_offset, end_offset FROM rebuild_units
JOIN consumer_offsets USING (topic, partition)
WHERE next_offset < end_offset AND NOT is_careful ORDER BY topic, partition
"""
# The partitions of rows whose key another row has too.
AT_ODDS = """
SELECT DISTINCT topic, partition FROM {table} WHERE ({key}) IN (
    SELECT {key} FROM {table} GROUP BY {key} HAVING count(*) > 1
)
"""
Partition = tuple[str, int]


class AtOdds(Exception):
    """Rows claim what only one may have: their partitions must be projected record by record."""

    def __init__(self, partitions: Collection[Partition]) -> None:
        super().__init__(f"{len(partitions)} partitions hold rows that exclude each other")
        self.partitions = partitions


class Shadow:
    """A schema that is made by loading; the connection's search path is that schema."""

    def __init__(self, connection: Connection, name: str, tables: Sequence[Table]) -> None:
        self.name = name
        self._connection, self._tables = connection, tables

    async def exists(self) -> bool:
        """Tell whether there is such a schema."""
        return await self._one("SELECT to_regnamespace(%s) IS NOT NULL", self.name)

    async def is_whole(self) -> bool:
        """Tell whether it is made: its keys and indexes stand, and offsets say how far it is."""
        if not await self.exists() or not await self._has("alembic_version"):
            return False
        return not await self._has("rebuild_units") and await self._one(
            "SELECT EXISTS (SELECT FROM consumer_offsets)"
        )

    async def prepare(
        self, database_url: str, units: Sequence[Unit], careful: Collection[Partition] = ()
    ) -> None:
        """Make the tables without indexes, for these units, unless that was done before."""
        if await self.is_whole() or (await self.exists() and await self._has("rebuild_units")):
            return
        await asyncio.to_thread(migrate, database_url, self.name, PACKAGE)
        names = {"tables": [table.name for table in self._tables]}
        async with self._connection.transaction():
            await self._connection.execute(STATE)
            await self._connection.execute(KEEP_DDL, names)
            await self._connection.execute(STRIP)
            offsets = ConsumerOffsets(self._connection)
            for unit in units:
                await offsets.start(unit.topic, unit.partition, unit.first, unit.end)
                place = (unit.topic, unit.partition)
                await self._connection.execute(
                    "INSERT INTO rebuild_units VALUES (%s, %s, %s, %s)",
                    (*place, unit.end, place in careful),
                )

    async def units(self) -> list[Unit]:
        """Give what is not loaded yet; nothing of a schema that is whole."""
        if not await self._has("rebuild_units"):
            return []
        found = await self._connection.execute(UNITS)
        return [Unit(*row) for row in await found.fetchall()]

    async def log_times(self, unit: Unit) -> LogTimes:
        """Read the greatest time of a unit's partition so far."""
        return await LogTimes.read(self._connection, [(unit.topic, unit.partition)])

    async def leave_to_catching_up(self, unit: Unit) -> None:
        """Note that the rest of this partition is not for loading."""
        await self._connection.execute(
            "UPDATE rebuild_units SET is_careful = true WHERE topic = %s AND partition = %s",
            (unit.topic, unit.partition),
        )

    async def end(self) -> None:
        """Put keys, indexes and triggers back, one by one, so that a killed process goes on.

        Raises `AtOdds`. Statistics come last: without them the first readers get bad plans.
        """
        while await self._has("rebuild_ddl") and (row := await self._next_ddl()) is not None:
            await self._put_back(*row)
        for table in self._tables:
            await self._execute("ALTER TABLE {} ENABLE TRIGGER USER", table)
            await self._execute("VACUUM (ANALYZE) {}", table)
        await self._connection.execute("DROP TABLE IF EXISTS rebuild_units, rebuild_ddl")

    async def drop(self) -> None:
        """Delete the schema, if it is there."""
        statement = sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE")
        await self._connection.execute(statement.format(sql.Identifier(self.name)))

    async def _put_back(self, number: int, table_name: str, statement: str) -> None:
        table = next(one for one in self._tables if one.name == table_name)
        try:
            async with self._connection.transaction():
                await self._ddl(number, statement)
        except UniqueViolation:
            if not statement.startswith("ALTER TABLE"):
                raise AtOdds(await self._at_odds(table, statement)) from None
            async with self._connection.transaction():
                await join_repeats(self._connection, table, lambda: self._ddl(number, statement))

    async def _ddl(self, number: int, statement: str) -> None:
        await self._connection.execute(statement.encode())
        await self._connection.execute("DELETE FROM rebuild_ddl WHERE number = %s", (number,))

    async def _next_ddl(self) -> tuple[int, str, str] | None:
        found = await self._connection.execute("SELECT * FROM rebuild_ddl ORDER BY number LIMIT 1")
        return await found.fetchone()

    async def _at_odds(self, table: Table, statement: str) -> list[Partition]:
        key = statement.rpartition("(")[2].rstrip(")")
        found = await self._connection.execute(AT_ODDS.format(table=table.name, key=key).encode())
        return [(topic, number) for topic, number in await found.fetchall()]

    async def _execute(self, statement: str, table: Table) -> None:
        composed = sql.SQL(statement).format(sql.Identifier(table.name))
        await self._connection.execute(composed)

    async def _has(self, table: str) -> bool:
        return await self._one("SELECT to_regclass(%s) IS NOT NULL", f"{self.name}.{table}")

    async def _one(self, query: str, *values: object) -> bool:
        row = await (await self._connection.execute(query.encode(), values)).fetchone()
        return bool(row and row[0])
