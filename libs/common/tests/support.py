"""What these tests share: an event, a schema, a wait for a fact, a breakable broker."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit, urlunsplit

import psycopg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from psycopg import AsyncConnection

from common.event import Catalogue, Envelope, Event, event_id
from common.offsets import CONSUMER_OFFSETS
from common.outbox import OUTBOX
from common.postgres import connection_options
from common.sequences import CONSUMED_SEQUENCES

SCHEMA = "probe"
TABLES = f"""
CREATE SCHEMA {SCHEMA};
SET search_path TO {SCHEMA};
{CONSUMER_OFFSETS}{CONSUMED_SEQUENCES}{OUTBOX}
CREATE TABLE sums (account text PRIMARY KEY, records bigint NOT NULL, total bigint NOT NULL);
CREATE TABLE seen (number bigint NOT NULL, at bigint GENERATED ALWAYS AS IDENTITY);
"""


class Added(Event):
    """Something was added to an account; the tests choose the topic."""

    TYPE: ClassVar[str] = "probe.Added.v1"
    TOPIC: ClassVar[str] = "{to}"

    to: str
    account: str
    number: int

    @property
    def topic(self) -> str:
        """Wherever the test says."""
        return self.to

    @property
    def key(self) -> str:
        """The account."""
        return self.account


CATALOGUE = Catalogue([Added])


def envelope(event: Event, sequence: int = 1) -> Envelope:
    """Give an event the envelope that a service would."""
    return Envelope(
        id=event_id("/probe", event.subject, sequence),
        type=event.TYPE,
        source="/probe",
        subject=event.subject,
        time=datetime.now(UTC),
        sequence=sequence,
    )


async def until(fact: Callable[[], Awaitable[object]], seconds: float = 60.0) -> None:
    """Wait for a fact, and fail if it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not await fact():
        assert time.monotonic() < deadline, f"not true after {seconds} s"
        await asyncio.sleep(0.02)


async def rows(url: str, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Run one statement in the tests' schema; gives its rows, if it has any."""
    options = connection_options(SCHEMA)
    async with await AsyncConnection.connect(url, autocommit=True, **options) as connection:
        cursor = await connection.execute(query, values)
        return await cursor.fetchall() if cursor.description else []


def create_tables(url: str) -> None:
    """Make the tests' schema."""
    with psycopg.connect(url) as connection:
        connection.execute(TABLES)


async def create_topic(servers: str, name: str, partitions: int = 1) -> None:
    """Make a topic whose name is given."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, partitions, 1)])
    finally:
        await admin.close()


@asynccontextmanager
async def producer(servers: str) -> AsyncIterator[AIOKafkaProducer]:
    """A plain producer."""
    async with AIOKafkaProducer(bootstrap_servers=servers, acks="all") as opened:
        yield opened


async def produce(servers: str, events: Sequence[Added], partition: int | None = None) -> None:
    """Put events into their topics, each with its number as the sequence."""
    async with producer(servers) as opened:
        for event in events:
            await opened.send(
                event.topic,
                event.value(),
                key=event.key.encode(),
                headers=envelope(event, event.number).headers(),
                partition=partition,
            )


async def read_topic(servers: str, topic: str) -> list[ConsumerRecord]:
    """Read a topic from its start to its end, one partition after the other."""
    async with AIOKafkaConsumer(
        bootstrap_servers=servers, auto_offset_reset="earliest", enable_auto_commit=False
    ) as consumer:
        numbers = await consumer._client.fetch_all_metadata()
        partitions = [TopicPartition(topic, n) for n in numbers.partitions_for_topic(topic) or ()]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        records: list[ConsumerRecord] = []
        while len(records) < sum(ends.values()):
            for found in (await consumer.getmany(timeout_ms=200)).values():
                records.extend(found)
        return sorted(records, key=lambda record: (record.partition, record.offset))


class Line:
    """Stands before a server on a port of its own: forwards, is slow, hangs, breaks, is not there.

    What passes is as the server and its client say it, but for `rewritten`.
    """

    def __init__(self, host: str, port: int) -> None:
        self._host, self._real = host, port
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.hangs = False
        self.delay = 0.0
        """Seconds that each piece of an answer waits."""
        self.breaks_after: int | None = None
        """Bytes of answers after which a connection is reset; each time it is a fifth longer."""
        self.breaks = 0
        """How many connections it has reset."""
        self.port = 0

    async def start(self) -> Self:
        """Listen; on the same port again after a stop."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        """Refuse new connections, drop the open ones."""
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def rewritten(self, answer: bytes) -> bytes:
        """Give what the client gets of an answer."""
        return answer

    async def _serve(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._forward(client, answer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _forward(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        server, request = await asyncio.open_connection(self._host, self._real)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._ask(client, request))
                group.create_task(self._answer(server, answer))
        except* OSError:
            pass
        finally:
            for writer in (answer, request):
                writer.transport.abort()
            await asyncio.sleep(0)  # the transports close in the loop's next round

    async def _ask(self, client: asyncio.StreamReader, request: asyncio.StreamWriter) -> None:
        async for data in self._pieces(client):
            request.write(data)
            await request.drain()

    async def _answer(self, server: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        room = self.breaks_after
        async for data in self._pieces(server):
            await asyncio.sleep(self.delay)
            said = self.rewritten(data)
            answer.write(said[:room])
            await answer.drain()
            if room is not None and (room := room - len(said)) <= 0:
                self.breaks, self.breaks_after = self.breaks + 1, (self.breaks_after or 0) * 6 // 5
                raise ConnectionResetError

    async def _pieces(self, source: asyncio.StreamReader) -> AsyncIterator[bytes]:
        while data := await source.read(1 << 20):
            while self.hangs:
                await asyncio.sleep(0.02)
            yield data
        raise ConnectionResetError


class Broker(Line):
    """A line to a broker.

    It writes its own port over the broker's in what the broker answers, so that every connection
    of a client comes through it.
    """

    def __init__(self, servers: str) -> None:
        host, _, port = servers.rpartition(":")
        super().__init__(host, int(port))

    @property
    def servers(self) -> str:
        """Where clients look for it."""
        return f"127.0.0.1:{self.port}"

    def rewritten(self, answer: bytes) -> bytes:
        """Name this port instead of the broker's."""
        return answer.replace(self._real.to_bytes(4), self.port.to_bytes(4))


@asynccontextmanager
async def broker_before(servers: str) -> AsyncIterator[Broker]:
    """Open a breakable broker before the real one."""
    broker = await Broker(servers).start()
    try:
        yield broker
    finally:
        await broker.stop()


@asynccontextmanager
async def database_before(url: str) -> AsyncIterator[tuple[Line, str]]:
    """Open a breakable line before PostgreSQL; gives it, and the address that leads through it."""
    parts = urlsplit(url)
    line = await Line(parts.hostname or "", parts.port or 5432).start()
    login = parts.netloc.rpartition("@")[0]
    try:
        yield line, urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{line.port}"))
    finally:
        await line.stop()


@asynccontextmanager
async def working(*work: Any) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Run endless work beside the test, and end it whatever the test did."""
    tasks = [asyncio.ensure_future(piece) for piece in work]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
