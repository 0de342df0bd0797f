"""Forgetting accounts that were erased: their rows go, and nothing of them is taken any more.

The events of an account stand in several partitions, so some may come after its erasure: always
where the log is read anew. What is written of them would stay, so they are left out.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from psycopg import sql

from common.event import Delivered
from common.postgres import Connection
from crm_projector.project.erased import account_of, erased_by
from crm_projector.project.registers import Table
from crm_projector.project.tables import ERASED_ACCOUNTS

# Whoever erases waits for the batches that were begun before it was known, and those after wait.
LOCK = "hashtextextended(current_schema() || '.erased', 0)"
ALONE = f"SELECT pg_advisory_xact_lock({LOCK})"
BESIDE_OTHERS = f"SELECT pg_advisory_xact_lock_shared({LOCK})"
STANDING = "SELECT account_id FROM erased_accounts WHERE account_id = ANY(%s)"


async def erased_of(
    connection: Connection, batch: Sequence[Delivered]
) -> tuple[set[UUID], set[UUID]]:
    """Give the accounts of a batch that are gone, and those of them that it erases itself.

    Taken first in the transaction, so that two never wait for each other.
    """
    erasing = erased_by(batch)
    await connection.execute(ALONE if erasing else BESIDE_OTHERS)
    named = {found for one in batch if (found := account_of(one)) is not None}
    standing = await (await connection.execute(STANDING, (list(named),))).fetchall()
    return erasing | {account_id for (account_id,) in standing}, erasing


async def erase(
    connection: Connection, tables: Sequence[Table], account_ids: Collection[UUID]
) -> None:
    """Delete every row of these accounts; a delivery by webhook loses who it belongs to."""
    if not account_ids:
        return
    # Those that name no account first: what stands above them tells whose they are.
    for table in sorted(tables, key=lambda table: table.under is None):
        if table is not ERASED_ACCOUNTS and (statement := _deletion(table)):
            await connection.execute(statement, (list(account_ids),))


def _deletion(table: Table) -> sql.Composed | None:
    name, of_accounts = sql.Identifier(table.name), sql.SQL("account_id = ANY(%s)")
    if "account_id" in table.columns:
        return sql.SQL("DELETE FROM {} WHERE {}").format(name, of_accounts)
    if table.under is None:
        return None
    key = sql.SQL(", ").join(map(sql.Identifier, table.under.key))
    return sql.SQL("DELETE FROM {} WHERE ({}) IN (SELECT {} FROM {} WHERE {})").format(
        name, key, key, sql.Identifier(table.under.name), of_accounts
    )
