"""What is sealed in this schema, and how many rows each key has sealed."""

import asyncio

from common import metrics
from common.logs import get_logger
from common.postgres import Pool
from tiktok.aads import addresses_aad, upload_url_aad
from vault.rotation import count
from vault.sealed_rows import SealedColumn
from vault.sealing import SEALED_TOKENS

log = get_logger(__name__)
SCHEMA = "tiktok"
# One line for each column that `Tokens.seal` or the vault fills.
SEALED = (
    SEALED_TOKENS,
    SealedColumn("publish_attempts", "sealed_upload_url", ("post_id", "attempt"), upload_url_aad),
    SealedColumn("posts", "sealed_addresses", ("post_id",), addresses_aad),
)
LOOK_SECONDS = 120.0


async def watch_keys(pool: Pool) -> None:
    """Keep the gauge of rows by key: what is not under the primary key waits for `rotate`."""
    while True:
        try:
            await measure_keys(pool)
        except Exception:
            log.exception("sealed rows are not counted")
        await asyncio.sleep(LOOK_SECONDS)


async def measure_keys(pool: Pool) -> None:
    """Set the gauge once; a key that has sealed nothing any more is no longer in it."""
    total: dict[str, int] = {}
    for found in await count(pool, SEALED):
        for key_id, rows in found.items():
            total[key_id or "?"] = total.get(key_id or "?", 0) + rows
    metrics.SEALED_ROWS.clear()
    for key_id, rows in total.items():
        metrics.SEALED_ROWS.labels(SCHEMA, key_id).set(rows)
