"""Rows that are written once: by COPY, straight into their table."""

from psycopg.errors import UniqueViolation

from common.postgres import Connection
from crm_projector.project.registers import Rows, Table, Value, Values

# https://www.postgresql.org/docs/15/sql-copy.html, "Text Format". PostgreSQL has no NUL in text.
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\ufffd"})


async def append(connection: Connection, table: Table, rows: Rows) -> None:
    """Add rows in the caller's transaction; those whose key stands already stay as they are."""
    try:
        async with connection.transaction():
            await _copy(connection, table, rows)
    except UniqueViolation:
        standing = await _standing(connection, table, rows)
        new = {key: row for key, row in rows.items() if key not in standing}
        await _copy(connection, table, new)


def line(values: Values) -> str:
    """Give one row in COPY's text format; most rows have nothing to escape."""
    cells = [value if type(value) is str else _text(value) for value in values]
    made = "\t".join(cells)
    is_plain = (
        made.count("\\") == values.count(None)
        and made.count("\t") == len(values) - 1
        and "\n" not in made
        and "\r" not in made
        and "\0" not in made
    )
    return made if is_plain else "\t".join(map(_escaped, values))


def _escaped(value: Value) -> str:
    return value.translate(ESCAPED) if isinstance(value, str) else _text(value)


def _text(value: Value) -> str:
    return "\\N" if value is None else str(value)


async def _copy(connection: Connection, table: Table, rows: Rows) -> None:
    columns = ", ".join(f'"{column}"' for column in table.columns)
    [register] = table.registers
    lines = (line((*key, row[register][0], *row[register][1])) for key, row in rows.items())
    copy = f"COPY {table.name} ({columns}) FROM STDIN"
    async with connection.cursor() as cursor, cursor.copy(copy) as into:
        await into.write("".join(f"{one}\n" for one in lines))


async def _standing(connection: Connection, table: Table, rows: Rows) -> set[Values]:
    [key] = table.key
    query = f"SELECT {key} FROM {table.name} WHERE {key} = ANY(%s)"
    found = await connection.execute(query, ([value for (value,) in rows],))
    return {tuple(row) for row in await found.fetchall()}
