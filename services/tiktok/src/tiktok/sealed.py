"""What is sealed in this schema, where each secret belongs, and how many rows each key has sealed.

What is moved to another place does not open.
"""

import asyncio
from uuid import UUID

from common import metrics
from common.logs import get_logger
from common.postgres import Pool
from vault.rotation import count
from vault.sealed_rows import SealedColumn
from vault.sealing import SEALED_TOKENS

log = get_logger(__name__)
SCHEMA = "tiktok"


def upload_url_aad(post_id: UUID, attempt: int) -> dict[str, str]:
    """Name the attempt that an upload URL belongs to."""
    return {"field": "upload_url", "post_id": str(post_id), "attempt": str(attempt)}


def addresses_aad(post_id: UUID) -> dict[str, str]:
    """Name the post whose addresses TikTok is to fetch."""
    return {"field": "addresses", "post_id": str(post_id)}


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
