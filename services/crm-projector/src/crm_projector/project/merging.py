"""Rows into their tables: as one JSON document, by one statement that joins them with what stands.

PostgreSQL reads the document by the types of the table's own columns. It needs no temporary table:
one that is emptied by each commit makes every commit of its session slower.
"""

from collections.abc import Iterable
from functools import cache

from pydantic_core import to_json

from common.postgres import Connection
from crm_projector.project.appending import append
from crm_projector.project.log_position import without_nul
from crm_projector.project.registers import Folded, Register, Rows, Table, by_column


@cache
def merge(table: Table) -> str:
    """Give the statement that joins a document's rows with those that stand."""
    return merge_from(table, f"json_populate_recordset(NULL::{table.name}, %s::json)")


def merge_from(table: Table, source: str) -> str:
    """Give the statement that joins rows of a source, of each key one, with those that stand."""
    kept = ", ".join(
        f'"{column}" = {_newer(register, column)}'
        for register in table.registers
        for column in (*register.columns, register.version)
    )
    changed = " OR ".join(_is_newer(register) for register in table.registers)
    return (
        f"INSERT INTO {table.name} AS old ({_names(table.columns)})"
        f" SELECT {_names(table.columns)}"
        f" FROM {source} ORDER BY {_names(table.key)}"
        f" ON CONFLICT ({_names(table.key)}) DO UPDATE SET {kept} WHERE {changed}"
    )


async def write(connection: Connection, rows: Folded) -> None:
    """Write rows in the caller's transaction; registers that a row does not have stay as they were.

    Tables and keys have one order, so that two transactions do not wait for each other.
    """
    for table in sorted(rows, key=lambda table: table.name):
        if table.written_once:
            await append(connection, table, rows[table])
        else:
            await _join(connection, table, rows[table])


async def _join(connection: Connection, table: Table, rows: Rows) -> None:
    document = without_nul(to_json([*by_column(table, rows)]).decode())
    await connection.execute(merge(table), (document,))


def _is_newer(register: Register) -> str:
    version = register.version
    return (
        f"(excluded.{version} IS NOT NULL"
        f" AND (old.{version} IS NULL OR old.{version} < excluded.{version}))"
    )


def _newer(register: Register, column: str) -> str:
    return f'CASE WHEN {_is_newer(register)} THEN excluded."{column}" ELSE old."{column}" END'


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
