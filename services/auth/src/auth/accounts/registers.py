"""Which event took effect last, for each part of what is kept about an account.

Kafka gives an account's events in their order, but an instance of the provider service that was
replaced may send one late. Each part, a register, takes an event only if its sequence is greater
than that of the last one it took: so every order of the events ends in the same rows.
"""

from collections.abc import Collection
from uuid import UUID

from common.errors import UnreadableRecord
from common.event import Delivered
from common.postgres import Connection


def sequence_of(delivered: Delivered) -> int:
    """Give the event's sequence; raises `UnreadableRecord` where it has none."""
    if delivered.envelope.sequence is None:
        raise UnreadableRecord("ce_sequence is missing")
    return delivered.envelope.sequence


class Registers:
    """The rows of `account_registers`; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take(self, account_id: UUID, names: Collection[str], sequence: int) -> set[str]:
        """Give the registers for which no event as new as this one was taken before."""
        cursor = await self._connection.execute(
            "INSERT INTO account_registers AS known (account_id, register, sequence)"
            " SELECT %s, register, %s FROM unnest(%s::text[]) AS register"
            " ON CONFLICT (account_id, register) DO UPDATE SET sequence = excluded.sequence"
            " WHERE known.sequence < excluded.sequence RETURNING register",
            (account_id, sequence, list(names)),
        )
        return {str(register) for (register,) in await cursor.fetchall()}
