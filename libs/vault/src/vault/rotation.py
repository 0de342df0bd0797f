"""Sealing anew, under the primary key, what older keys have sealed, while the service runs.

Batch by batch, each in a transaction of its own: killed anywhere, it goes on when run again.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from common.postgres import Pool
from vault.envelope import SealBroken, open_sealed, seal
from vault.keyring import Keyring
from vault.sealed_rows import Key, SealedColumn, SealedRow, SealedRows

BATCH = 100
PAUSE_SECONDS = 0.5
QUIET_ROUNDS = 2


@dataclass(slots=True)
class Tally:
    """What has become of the rows of one round or of all; `unopened` says which, and why."""

    resealed: int = 0
    unopened: list[str] = field(default_factory=list)


class Rotation:
    """Goes over the columns until nothing is left that it could seal anew.

    It locks the rows of a batch, so that a refresh waits for it some milliseconds at most. What is
    locked by another is left to the next round. It ends after two rounds that found nothing: a
    process may have sealed under the old key just before, and committed after.
    """

    def __init__(
        self,
        pool: Pool,
        keyring: Keyring,
        columns: Sequence[SealedColumn],
        say: Callable[[str], None],
    ) -> None:
        self._pool, self._keyring = pool, keyring
        self._columns, self._say = columns, say

    async def run(self) -> Tally:
        """Seal everything anew; gives how many rows, and which of them no key opens."""
        total, quiet = Tally(), 0
        while True:
            found = await self._round()
            total = Tally(total.resealed + found.resealed, found.unopened)
            is_done = not found.resealed and await self._left() <= len(found.unopened)
            quiet = quiet + 1 if is_done else 0
            if quiet == QUIET_ROUNDS:
                return total
            await asyncio.sleep(PAUSE_SECONDS)

    async def _round(self) -> Tally:
        tally = Tally()
        for column in self._columns:
            after = await self._batch(column, None, tally)
            while after is not None:
                after = await self._batch(column, after, tally)
        return tally

    async def _batch(self, column: SealedColumn, after: Key | None, tally: Tally) -> Key | None:
        """Seal the rows behind this key anew; gives the last one's, or None where none were."""
        async with self._pool.connection() as connection:
            rows = SealedRows(connection, column)
            taken = await rows.take(self._keyring.primary, after, BATCH)
            anew = [(row, self._anew(row)) for row in taken]
            await rows.replace(
                [(row.key, sealed) for row, sealed in anew if isinstance(sealed, bytes)]
            )
        failed = [_told(column, row, error) for row, error in anew if not isinstance(error, bytes)]
        tally.unopened += failed
        tally.resealed += len(anew) - len(failed)
        if len(anew) > len(failed):
            self._say(f"{column.table}: {tally.resealed} rows sealed anew")
        return taken[-1].key if taken else None

    def _anew(self, row: SealedRow) -> bytes | SealBroken:
        try:
            return seal(self._keyring, open_sealed(self._keyring, row.sealed, row.place), row.place)
        except SealBroken as error:
            return error

    async def _left(self) -> int:
        primary, counts = self._keyring.primary, await count(self._pool, self._columns)
        return sum(n for found in counts for key_id, n in found.items() if key_id != primary)


async def count(pool: Pool, columns: Sequence[SealedColumn]) -> list[dict[str | None, int]]:
    """Count the rows of each column under each key id; None stands for what names no key."""
    async with pool.connection() as connection:
        return [await SealedRows(connection, column).count() for column in columns]


def _told(column: SealedColumn, row: SealedRow, error: SealBroken | bytes) -> str:
    return f"{column.table} {' '.join(map(str, row.key))}: {error!s}"
