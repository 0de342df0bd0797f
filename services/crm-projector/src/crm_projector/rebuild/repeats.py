"""Rows that loading wrote more than once under one key, joined as the projection joins them.

A row that is spilled may be written again later in its partition, and some rows are written by two
topics. In the order of the log they go through the statement that live projection uses.
"""

from collections.abc import Awaitable, Callable

from common.postgres import Connection
from crm_projector.project.merging import merge_from
from crm_projector.project.registers import Table


async def join_repeats(
    connection: Connection, table: Table, add_key: Callable[[], Awaitable[None]]
) -> None:
    """Take repeated rows out, add the key, and write them again, in the caller's transaction."""
    key = ", ".join(f'"{column}"' for column in table.key)
    columns = ", ".join(f'"{column}"' for column in table.columns)
    await connection.execute(
        f"CREATE TEMPORARY TABLE repeats ON COMMIT DROP AS SELECT {columns},"
        f' row_number() OVER (PARTITION BY {key} ORDER BY topic, partition, "offset") AS turn'
        f" FROM {table.name} WHERE ({key}) IN"
        f" (SELECT {key} FROM {table.name} GROUP BY {key} HAVING count(*) > 1)".encode()
    )
    await connection.execute(
        f"DELETE FROM {table.name} WHERE ({key}) IN (SELECT {key} FROM repeats)".encode()
    )
    await add_key()
    turns = await (await connection.execute("SELECT max(turn) FROM repeats")).fetchone()
    for turn in range(1, (turns[0] if turns else 0) + 1):
        source = f"(SELECT {columns} FROM repeats WHERE turn = {turn}) AS one"
        if table.written_once and turn > 1:
            break  # the first stays
        await connection.execute(merge_from(table, source).encode())
