"""Workers killed by SIGKILL in the middle of what they do, and replicas that come and go."""

import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest

from .readers import MakeTopic, Readers
from .support import Added, produce, rows, until

CHECKOUT = Path(__file__).parents[3]
LOTS, LOT, ACCOUNTS = 8, 80, 7


class Workers:
    """Processes that compete for the same partitions.

    Each start is a group of its own, so that Kafka gives every worker every record and only the
    offsets in PostgreSQL keep them apart; nor does a start wait for the dead to be missed.
    """

    def __init__(self, servers: str, url: str, topic: str, together: str) -> None:
        self._arguments, self._together = (servers, url, topic), together
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start one more."""
        module = f"{__package__}.worker"
        group = uuid.uuid4().hex
        command = [sys.executable, "-m", module, *self._arguments, group, self._together]
        self._running.append(subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL))

    def kill_oldest(self) -> None:
        """Kill the one that was started first, without a warning."""
        oldest = self._running.pop(0)
        oldest.kill()
        oldest.wait()

    def kill_all(self) -> None:
        """Leave none behind."""
        while self._running:
            self.kill_oldest()


@pytest.fixture
async def shared_topic(topic: MakeTopic) -> str:
    """A topic of several partitions."""
    return await topic(partitions=3)


@pytest.fixture(params=["", "100"], ids=["by partition", "together"])
def workers(
    request: pytest.FixtureRequest, kafka_servers: str, probe_url: str, shared_topic: str
) -> Iterator[Workers]:
    """No worker yet; none is left afterwards."""
    made = Workers(kafka_servers, probe_url, shared_topic, request.param)
    yield made
    made.kill_all()


async def test_killed_workers_lose_nothing_and_count_nothing_twice(
    workers: Workers, kafka_servers: str, probe_url: str, shared_topic: str
) -> None:
    numbers = range(1, LOTS * LOT + 1)
    events = [Added(to=shared_topic, account=f"a{n % ACCOUNTS}", number=n) for n in numbers]

    async def counted(at_least: int) -> bool:
        [(records,)] = await rows(probe_url, "SELECT coalesce(sum(records), 0) FROM sums")
        return bool(records >= at_least)

    workers.start()
    workers.start()
    for lot in range(LOTS):
        await produce(kafka_servers, events[lot * LOT : (lot + 1) * LOT])
        await until(partial(counted, lot * LOT + 1))
        if lot % 3 == 1:
            workers.kill_oldest()
            workers.start()
    await until(partial(counted, len(events)))

    sums = await rows(probe_url, "SELECT account, records, total FROM sums ORDER BY account")
    assert sums == [
        (account, len(own), sum(own))
        for account in sorted({event.account for event in events})
        for own in [[event.number for event in events if event.account == account]]
    ]


async def test_a_replica_takes_over_from_one_that_leaves(readers: Readers) -> None:
    async with AsyncExitStack() as leaving:
        first = await leaving.enter_async_context(readers.open())
        await readers.send(1)
        await first.until_seen([1])
        async with readers.open() as second:

            async def joined() -> bool:
                return await second.consumer.not_ready() is None

            await until(joined)
            await readers.send(2)
            await second.until_seen([1, 2])
            await leaving.aclose()

            await readers.send(3)

            await second.until_seen([1, 2, 3])
