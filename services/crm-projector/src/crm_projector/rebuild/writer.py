"""The writing side of a load: a thread with a connection of its own, one task behind the reader."""

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psycopg

from common.offsets import Fenced
from crm_projector.project.log_times import SAVE, LogTimes
from crm_projector.project.registers import Folded, Table
from crm_projector.rebuild.lines import Lines
from crm_projector.rebuild.shares import Unit

MOVE = """
UPDATE consumer_offsets SET next_offset = %s
WHERE topic = %s AND partition = %s AND next_offset = %s
"""
ARRAYS = """
SELECT c.relname, a.attname FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
JOIN pg_type AS t ON t.oid = a.atttypid
WHERE c.relnamespace = current_schema()::regnamespace AND t.typcategory = 'A' AND a.attnum > 0
"""


class Writer:
    """Copies rows into tables without indexes. What one unit wrote is committed as a whole."""

    def __init__(self, connection: psycopg.Connection, tables: Collection[Table]) -> None:
        self._connection = connection
        self._thread = ThreadPoolExecutor(1, "writer")
        self._pending: asyncio.Future[None] | None = None
        arrays = {(table, column) for table, column in connection.execute(ARRAYS)}
        connection.commit()
        self._lines = {
            table: Lines(table, {column for name, column in arrays if name == table.name})
            for table in tables
        }

    async def copy(self, rows: Folded) -> None:
        """Hand rows over; raises what the rows handed over before have failed with."""
        lines = [(table, self._lines[table].of(found)) for table, found in rows.items() if found]
        await self._after_the_last(partial(self._copy, lines))

    async def commit(self, unit: Unit, times: LogTimes) -> None:
        """Commit what was copied since the last commit, and that the unit is loaded."""
        await self._after_the_last(partial(self._commit, unit, times))
        await self._settle()

    async def roll_back(self) -> None:
        """Forget what was copied since the last commit."""
        if self._pending is not None:
            await asyncio.wait([self._pending])
            self._pending.exception()
            self._pending = None
        await self._after_the_last(self._connection.rollback)
        await self._settle()

    async def close(self) -> None:
        """Let what is under way end; it is not committed."""
        await asyncio.to_thread(self._thread.shutdown)

    async def _after_the_last(self, work: Callable[[], None]) -> None:
        await self._settle()
        self._pending = asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _settle(self) -> None:
        pending, self._pending = self._pending, None
        if pending is not None:
            await pending

    def _copy(self, lines: list[tuple[Table, bytes]]) -> None:
        for table, content in lines:
            columns = ", ".join(f'"{column}"' for column in table.columns)
            statement = f"COPY {table.name} ({columns}) FROM STDIN"
            with self._connection.cursor() as cursor, cursor.copy(statement) as into:
                into.write(content)

    def _commit(self, unit: Unit, times: LogTimes) -> None:
        self._connection.execute(SAVE, times.columns())
        place = (unit.end, unit.topic, unit.partition, unit.first)
        if self._connection.execute(MOVE, place).rowcount != 1:
            raise Fenced(f"{unit.topic}/{unit.partition} is not at {unit.first} any more")
        self._connection.commit()
