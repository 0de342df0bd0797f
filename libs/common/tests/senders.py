"""A service with an outbox, as the tests of the relay need it."""

from collections import defaultdict

from aiokafka import ConsumerRecord

from common.outbox import Outbox
from common.postgres import Pool

from .support import Added, read_topic, rows, until

OUTBOX = Outbox("probe")


class Sender:
    """Decides events for one topic, as a service does."""

    def __init__(self, url: str, topic: str, servers: str, pool: Pool) -> None:
        self.url, self.topic, self.servers, self._pool = url, topic, servers, pool

    def event(self, account: str, number: int) -> Added:
        """An event of the topic."""
        return Added(to=self.topic, account=account, number=number)

    async def decide(self, account: str, *numbers: int) -> None:
        """Commit events, one transaction each."""
        for number in numbers:
            async with self._pool.connection() as connection:
                await OUTBOX.append(connection, self.event(account, number), number)

    async def unsent(self) -> int:
        """Rows in the outbox."""
        [(count,)] = await rows(self.url, "SELECT count(*) FROM outbox")
        return int(count)

    async def until_all_sent(self) -> None:
        """Wait until the outbox is empty."""

        async def empty() -> bool:
            return await self.unsent() == 0

        await until(empty)

    async def records(self) -> list[ConsumerRecord]:
        """What the topic holds."""
        return await read_topic(self.servers, self.topic)

    async def numbers(self) -> dict[str, list[int]]:
        """What the topic holds, by account."""
        found: dict[str, list[int]] = defaultdict(list)
        for record in await self.records():
            event = Added.model_validate_json(record.value or b"")
            found[event.account].append(event.number)
        return dict(found)
