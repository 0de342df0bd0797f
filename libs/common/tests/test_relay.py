"""Outbox and relay on a real broker: in order, at least once, one relay at a time."""

import asyncio

import pytest
from prometheus_client import REGISTRY, Gauge
from psycopg import AsyncConnection

from common import relay as relay_module
from common.leader_gauge import LeaderGauge
from common.publisher import NotPublished, Publisher, Record
from common.relay import Relay

from .senders import OUTBOX, Sender
from .support import SCHEMA, rows, until, working


@pytest.fixture
def no_idle_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only a NOTIFY wake the relay."""
    monkeypatch.setattr(relay_module, "IDLE", 3_600.0)


async def leading(*relays: Relay) -> Relay:
    """Wait until one relay leads; gives it."""

    async def one() -> bool:
        return any(relay.leading for relay in relays)

    await until(one)
    return next(relay for relay in relays if relay.leading)


async def test_each_key_keeps_its_order(
    sender: Sender, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "BATCH", 7)
    for number in range(1, 41):
        await sender.decide(f"a{number % 3}", number)

    async with working(Relay(sender.url, SCHEMA, publisher).run()):
        await sender.until_all_sent()

    every = range(1, 41)
    assert await sender.numbers() == {f"a{i}": [n for n in every if n % 3 == i] for i in range(3)}


@pytest.mark.usefixtures("no_idle_poll")
async def test_a_commit_wakes_the_relay(sender: Sender, publisher: Publisher) -> None:
    relay = Relay(sender.url, SCHEMA, publisher)
    async with working(relay.run()):
        await leading(relay)
        for number in range(1, 6):
            await sender.decide("a", number)
            await sender.until_all_sent()

    assert await sender.numbers() == {"a": [1, 2, 3, 4, 5]}


@pytest.mark.usefixtures("no_idle_poll")
async def test_of_two_relays_one_leads_and_every_event_is_sent_once(
    sender: Sender, publisher: Publisher
) -> None:
    relays = [Relay(sender.url, SCHEMA, publisher) for _ in range(2)]
    async with working(*(relay.run() for relay in relays)):
        leader = await leading(*relays)
        await sender.decide("a", *range(1, 31))
        await sender.until_all_sent()
        assert [relay for relay in relays if relay.leading] == [leader]

    assert await sender.numbers() == {"a": list(range(1, 31))}


@pytest.mark.usefixtures("no_idle_poll")
async def test_a_leader_whose_connection_is_lost_is_replaced(
    sender: Sender, publisher: Publisher
) -> None:
    relays = [Relay(sender.url, SCHEMA, publisher) for _ in range(2)]
    async with working(*(relay.run() for relay in relays)):
        await leading(*relays)
        await sender.decide("a", 1)
        await sender.until_all_sent()
        kill = (
            "SELECT pg_terminate_backend(pid) FROM pg_locks"
            " WHERE locktype = 'advisory' AND granted AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        assert await rows(sender.url, kill) == [(True,)]

        await sender.decide("a", 2)

        await sender.until_all_sent()
        await leading(*relays)
    assert await sender.numbers() == {"a": [1, 2]}


def oldest() -> float | None:
    """Give the age of the oldest unsent row, as the metric of this process says it."""
    return REGISTRY.get_sample_value("postlog_outbox_oldest_seconds", {"schema": SCHEMA})


async def test_a_relay_that_leads_no_longer_says_nothing_of_the_outbox(
    sender: Sender, publisher: Publisher
) -> None:
    relay = Relay(sender.url, SCHEMA, Stubborn(publisher, sender.event("a", 1).value()))
    await sender.decide("a", 1)
    async with working(relay.run()):

        async def behind() -> bool:
            return (oldest() or 0) > 0

        await until(behind)
        async with await AsyncConnection.connect(sender.url, autocommit=True) as other:
            takes = f"SELECT pg_advisory_lock(hashtextextended('{SCHEMA}.outbox', 0))"
            taken = asyncio.create_task(other.execute(takes))
            holders = (
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                " AND granted AND pid <> %s AND database ="
                " (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            while not taken.done():  # the relay may take it once more in between
                await rows(sender.url, holders, other.info.backend_pid)
                await asyncio.wait([taken], timeout=0.2)

            async def silent() -> bool:
                return oldest() is None

            await until(silent)


async def test_what_a_leader_has_said_ends_where_it_is_not_said_again() -> None:
    gauge = Gauge("probe_led", "A leader's", ["what"], registry=None)
    led = LeaderGauge(gauge, "a", seconds=0.05)

    def shown() -> list[float]:
        return [sample.value for metric in gauge.collect() for sample in metric.samples]

    led.set(3)
    led.set(4)
    assert shown() == [4]

    async def ended() -> bool:
        return shown() == []

    await until(ended)
    led.set(5)
    assert shown() == [5]
    led.clear()
    assert shown() == []


async def test_transactions_that_commit_against_the_order_of_their_ids_are_all_sent(
    sender: Sender, publisher: Publisher
) -> None:
    relay = Relay(sender.url, SCHEMA, publisher)
    async with working(relay.run()):
        async with await AsyncConnection.connect(sender.url) as slow:
            await slow.execute(f"SET search_path TO {SCHEMA}")
            await OUTBOX.append(slow, sender.event("a", 1), 1)  # takes the lower id
            await sender.decide("a", 101, 102)
            await sender.until_all_sent()
            await OUTBOX.append(slow, sender.event("a", 2), 2)
        await sender.until_all_sent()

    found = (await sender.numbers())["a"]
    assert sorted(found) == [1, 2, 101, 102]
    assert [n for n in found if n < 100] == [1, 2]
    assert [n for n in found if n > 100] == [101, 102]


class Stubborn(Publisher):
    """Publishes all but one record, and remembers what it was asked for."""

    def __init__(self, inner: Publisher, refused: bytes) -> None:
        super().__init__("")
        self._inner, self.refused, self.asked = inner, refused, list[bytes]()

    async def publish(
        self, record: Record, parent: str | None = None, by: float | None = None
    ) -> None:
        """Refuse the one."""
        self.asked.append(record.value)
        if record.value == self.refused:
            raise NotPublished("not this one")
        await self._inner.publish(record, parent)


async def test_an_unacknowledged_row_holds_back_its_own_key_only(
    sender: Sender, publisher: Publisher
) -> None:
    stubborn = Stubborn(publisher, sender.event("a", 2).value())
    await sender.decide("a", 1, 2, 3)
    await sender.decide("b", 1, 2, 3)
    async with working(Relay(sender.url, SCHEMA, stubborn).run()):

        async def held() -> bool:
            return await sender.unsent() == 2

        await until(held)
        assert sender.event("a", 3).value() not in stubborn.asked
        assert await sender.numbers() == {"a": [1], "b": [1, 2, 3]}

        stubborn.refused = b""

        await sender.until_all_sent()
    assert (await sender.numbers())["a"] == [1, 2, 3]
