"""A worker to be killed: sums what it reads, and shares its places with whoever else does."""

import asyncio
import sys
from collections.abc import Sequence

from common.consumer import ExactConsumer
from common.event import Delivered
from common.postgres import Connection, open_pool
from common.publisher import open_publisher
from common.subscription import Subscription

from .support import CATALOGUE, SCHEMA, Added


async def add(connection: Connection, batch: Sequence[Delivered]) -> None:
    """Count up, slowly: a record handled twice or never makes a wrong sum."""
    for delivered in batch:
        event = delivered.event
        assert isinstance(event, Added)
        await connection.execute(
            "INSERT INTO sums AS s (account, records, total) VALUES (%s, 1, %s) ON CONFLICT"
            " (account) DO UPDATE SET records = s.records + 1, total = s.total + excluded.total",
            (event.account, event.number),
        )
        await connection.execute("SELECT pg_sleep(0.001)")


async def main(servers: str, url: str, topic: str, group: str, together: str = "") -> None:
    """Consume until killed."""
    async with open_pool(url, SCHEMA) as pool, open_publisher(servers) as publisher:
        subscription = Subscription(
            group, [topic], CATALOGUE, add, together=int(together) if together else None
        )
        await ExactConsumer(subscription, servers, pool, publisher).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
