"""What the outbox writes, and what becomes of a relay that loses its lock or its broker."""

import asyncio
from datetime import UTC, datetime

from common.cause import Cause, caused_by
from common.event import Envelope, event_id
from common.postgres import Pool
from common.publisher import Publisher, Record, open_publisher
from common.relay import Relay

from .senders import OUTBOX, Sender
from .support import SCHEMA, broker_before, rows, until, working


async def test_a_transaction_that_rolls_back_says_nothing(sender: Sender, pool: Pool) -> None:
    async with pool.connection() as connection:
        await OUTBOX.append(connection, sender.event("a", 1), 1)
        await connection.rollback()

    assert await sender.unsent() == 0


async def test_several_events_are_written_in_their_order_as_one_by_one(
    sender: Sender, pool: Pool
) -> None:
    events = [(sender.event("a", number), number) for number in (1, 2, 3)]
    async with pool.connection() as connection:
        await OUTBOX.append_all(connection, events)
        for event, number in events:
            await OUTBOX.append(connection, event, number)

    found = await rows(sender.url, "SELECT key, headers, value FROM outbox ORDER BY id")
    written = [(key, dict(headers)["ce_id"], value) for key, headers, value in found]
    assert written[:3] == written[3:]
    assert len(written) == 6


async def test_the_envelope_arrives_as_it_was_committed(
    sender: Sender, pool: Pool, publisher: Publisher
) -> None:
    event, at = sender.event("a", 7), datetime(2026, 1, 2, 3, 4, 5, 678_901, UTC)
    async with pool.connection() as connection:
        with caused_by(Cause("conversation", "cause")):
            await OUTBOX.append(connection, event, 7, at)

    async with working(Relay(sender.url, SCHEMA, publisher).run()):
        await sender.until_all_sent()

    [record] = await sender.records()
    assert (record.key, record.value) == (b"a", event.value())
    assert Envelope.read(dict(record.headers)) == Envelope(
        id=event_id("/probe", "a", "probe.Added.v1|7"),
        type="probe.Added.v1",
        source="/probe",
        subject="a",
        time=at,
        sequence=7,
        correlation_id="conversation",
        causation_id="cause",
    )


async def test_a_command_is_named_by_its_cause_and_has_no_sequence(
    sender: Sender, pool: Pool
) -> None:
    for _ in range(2):
        async with pool.connection() as connection:
            await OUTBOX.command(connection, sender.event("a", 1), "the cause")

    found = await rows(sender.url, "SELECT headers FROM outbox")
    [first, second] = [dict(headers) for (headers,) in found]
    assert first["ce_id"] == second["ce_id"]
    assert "ce_sequence" not in first


async def test_what_is_decided_without_a_broker_is_sent_when_there_is_one(
    sender: Sender, kafka_servers: str
) -> None:
    async with broker_before(kafka_servers) as broker:
        await broker.stop()
        async with (
            open_publisher(broker.servers) as publisher,
            working(Relay(sender.url, SCHEMA, publisher).run()),
        ):
            await sender.decide("a", 1, 2)
            assert await sender.unsent() == 2

            await broker.start()

            await sender.until_all_sent()
    assert await sender.numbers() == {"a": [1, 2]}


class Slow(Publisher):
    """Acknowledges nothing before it is told to."""

    def __init__(self) -> None:
        super().__init__("")
        self.asked: list[Record] = []
        self.go_on = asyncio.Event()

    async def publish(
        self, record: Record, parent: str | None = None, by: float | None = None
    ) -> None:
        """Wait."""
        self.asked.append(record)
        await self.go_on.wait()


async def test_a_lost_lock_stops_the_sending_at_once(sender: Sender) -> None:
    slow = Slow()
    relay = Relay(sender.url, SCHEMA, slow)
    await sender.decide("a", 1, 2, 3)
    lock = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
    async with working(relay.run()):

        async def asked() -> bool:
            return bool(slow.asked)

        await until(asked)
        [(pid,)] = await rows(
            sender.url,
            f"{lock} AND database = (SELECT oid FROM pg_database"
            " WHERE datname = current_database())",
        )
        await rows(sender.url, "SELECT pg_terminate_backend(%s)", pid)

        async def given_up() -> bool:
            return not relay.leading

        await until(given_up)
        assert len(slow.asked) == 1
        assert await sender.unsent() == 3
