"""The gauge of sealed rows by key: what is not under the primary key waits for `rotate`."""

import time
from collections.abc import Sequence

from common.leader_gauge import LeaderGauge
from common.postgres import Pool
from vault import metrics
from vault.rotation import count
from vault.sealed_rows import SealedColumn

EVERY_SECONDS = 3600.0


class KeyGauge:
    """Counts at most once an hour, since it reads every sealed row of the schema."""

    def __init__(self, pool: Pool, schema: str, columns: Sequence[SealedColumn]) -> None:
        self._pool, self._schema, self._columns = pool, schema, columns
        self._due_at = 0.0
        self._shown: list[LeaderGauge] = []

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
        for series in self._shown:
            series.clear()
        self._shown = []
        for key_id, rows in total.items():
            series = LeaderGauge(
                metrics.SEALED_ROWS, self._schema, key_id, seconds=2 * EVERY_SECONDS
            )
            series.set(rows)
            self._shown.append(series)
