"""Rows into their tables: COPY into a temporary table, then one statement that joins both."""

from collections.abc import Iterable

from common.postgres import Connection
from crm_projector.project.registers import Folded, Register, Table


def staging(table: Table) -> str:
    """Give the statement that makes the temporary table, once for a connection."""
    return (
        f"CREATE TEMP TABLE IF NOT EXISTS staged_{table.name} ON COMMIT DELETE ROWS"
        f" AS SELECT {_names(table.columns)} FROM {table.name} WITH NO DATA"
    )


def merge(table: Table) -> str:
    """Give the statement that joins the staged rows with those that stand."""
    kept = ", ".join(
        f'"{column}" = {_newer(register, column)}'
        for register in table.registers
        for column in (*register.columns, register.version)
    )
    changed = " OR ".join(_is_newer(register) for register in table.registers)
    return (
        f"INSERT INTO {table.name} AS old ({_names(table.columns)})"
        f" SELECT {_names(table.columns)} FROM staged_{table.name} ORDER BY {_names(table.key)}"
        f" ON CONFLICT ({_names(table.key)}) DO UPDATE SET {kept} WHERE {changed}"
    )


async def write(connection: Connection, rows: Folded) -> None:
    """Write rows in the caller's transaction; registers that a row does not have stay as they were.

    Call it once in a transaction: the temporary tables are emptied by the commit.
    """
    for table, unique in rows.items():
        await connection.execute(staging(table))
        copy = f"COPY staged_{table.name} ({_names(table.columns)}) FROM STDIN"
        async with connection.cursor() as cursor, cursor.copy(copy) as into:
            for row in unique:
                await into.write_row(row.values())
        await connection.execute(merge(table))


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
