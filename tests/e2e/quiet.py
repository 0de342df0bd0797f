"""When everything that was said has been heard: no event on its way, no reader behind."""

from addresses import Addresses
from log import ends
from rows import select
from waiting import until

READERS = ("auth", "tiktok", "instagram", "crm")
UNSENT = " UNION ALL ".join(
    f"SELECT id FROM {schema}.outbox" for schema in ("auth", "tiktok", "instagram")
)
PLACES = " UNION ALL ".join(
    f"SELECT topic, partition, next_offset FROM {schema}.consumer_offsets" for schema in READERS
)


async def wait_until_quiet(addresses: Addresses, seconds: float = 30.0) -> None:
    """Wait until every event is published, and every reader has read to the end."""

    async def look() -> bool:
        if await select(addresses.postgres, UNSENT):
            return False
        known = await ends(addresses.kafka)
        places = await select(addresses.postgres, PLACES)
        return all(row["next_offset"] == known[row["topic"], row["partition"]] for row in places)

    await until("quiet", look, seconds)
