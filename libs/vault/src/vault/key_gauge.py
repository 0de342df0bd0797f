"""The gauge of sealed rows by key: what is not under the primary key waits for `rotate`."""

import time
from collections.abc import Sequence

from common import metrics
from common.postgres import Pool
from vault.rotation import count
from vault.sealed_rows import SealedColumn

EVERY_SECONDS = 3600.0


class KeyGauge:
    """Counts at most once an hour, since it reads every sealed row of the schema."""

    def __init__(self, pool: Pool, schema: str, columns: Sequence[SealedColumn]) -> None:
        self._pool, self._schema, self._columns = pool, schema, columns
        self._due_at = 0.0

    async def measure_hourly(self) -> None:
        """Set the gauge where an hour has passed; a timer calls this more often."""
        if time.monotonic() < self._due_at:
            return
        await self.measure()
        self._due_at = time.monotonic() + EVERY_SECONDS

    async def measure(self) -> None:
        """Set the gauge now; a key that has sealed no row any more is not in it."""
        total: dict[str, int] = {}
        for found in await count(self._pool, self._columns):
            for key_id, rows in found.items():
                total[key_id or "?"] = total.get(key_id or "?", 0) + rows
        metrics.SEALED_ROWS.clear()
        for key_id, rows in total.items():
            metrics.SEALED_ROWS.labels(self._schema, key_id).set(rows)
