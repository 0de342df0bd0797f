"""Who works on a schema: advisory locks of its name, which PostgreSQL lets go of with a process.

A loading process claims the partitions of its share. What needs all of a schema claims them all.
"""

from collections.abc import Collection

from common.postgres import Connection
from crm_projector.rebuild.errors import InUse

KEY = "hashtextextended(%s, 0)"
HOLDER = """
SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND ((classid::bigint << 32) | objid::bigint) = hashtextextended(%s, 0)
"""


async def claim(connection: Connection, schema: str, partitions: Collection[int]) -> None:
    """Claim partitions until the connection ends; raises `InUse` where another has one."""
    for number in sorted(partitions):
        name = f"{schema}.partition.{number}"
        found = await connection.execute(f"SELECT pg_try_advisory_lock({KEY})", (name,))
        row = await found.fetchone()
        if not row or not row[0]:
            holder = await (await connection.execute(HOLDER, (name,))).fetchone()
            who = f"the PostgreSQL session {holder[0]}" if holder else "another session"
            raise InUse(f"Partition {number} of {schema} is in use by {who}.")


async def release(connection: Connection) -> None:
    """Let go of everything that the connection has claimed."""
    await connection.execute("SELECT pg_advisory_unlock_all()")


async def claim_turn(connection: Connection, schema: str) -> None:
    """Wait until no other process prepares, ends or compares the schema."""
    await connection.execute(f"SELECT pg_advisory_lock({KEY})", (f"{schema}.turn",))
