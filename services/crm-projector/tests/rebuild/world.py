"""Topics of a test's own that hold what the real ones hold, and the live projection of them."""

import asyncio
import copy
import json
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from psycopg import sql

from common.consumer import ExactConsumer
from common.event import Delivered, Event
from common.lanes import partition_of
from common.postgres import Pool, open_pool
from common.publisher import open_publisher
from contracts.accounts import AccountErased
from contracts.instagram.comments import WebhookUnmatched as InstagramUnmatched
from contracts.tiktok.events import InitAccepted, PostBecamePublic, WebhookUnmatched
from crm_projector.project.consumer import Projector
from crm_projector.project.projection import Projection
from crm_projector.providers import PROJECTION
from crm_projector.rebuild.connecting import connected
from crm_projector.rebuild.log import open_log
from crm_projector.rebuild.rebuilding import Rebuild, Rebuilt
from crm_projector.rebuild.schemas import places

from .. import instagram
from ..builders import BOBS_ACCOUNT, BOBS_POST, Story, foreign, post, requested, sampled, webhook
from ..builders import connected as granted
from ..database import Rows
from ..sessions import BOB

DEADLINE = 120
PARTITIONS = 4
GONE = uuid.UUID(int=9)
Told = Delivered | bytes


def story() -> list[Told]:
    """Give a log with all that is hard: poison, repeats, rows of two topics, refused rows."""
    told = Story()
    bob: dict[str, Any] = {"account_id": BOBS_ACCOUNT, "user_id": BOB}
    gone: dict[str, Any] = {"account_id": GONE, "user_id": uuid.UUID(int=10)}
    public = post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id="9")
    accepted = post(InitAccepted, "UPLOADING", publish_id="p1")
    lost = webhook("lost")
    unmatched: list[Event] = [
        WebhookUnmatched(
            external_id=lost.external_id, platform_user_id="open-1", publish_id="lost"
        ),
        InstagramUnmatched(external_id="x", platform_user_id=instagram.BUSINESS),
    ]
    events: list[tuple[Event, int | None]] = [
        (granted(display_name="a\tb\\N\n\x00"), 1),
        (granted(**bob, platform_user_id="open-2", scopes=['q"uote', "back\\slash", ""]), 1),
        (requested(), 1),
        (requested(**bob, post_id=BOBS_POST, title="Ünï 🎬"), 1),
        (granted(**gone, platform_user_id="open-3"), 1),
        (requested(**gone, post_id=uuid.UUID(int=11)), 1),
        (AccountErased(provider="tiktok", **gone), 2),
        (accepted, 2),
        (public, 3),
        (sampled(10), 4),
        (sampled(20, at=5), 5),
        (foreign(), 1),
        (webhook("p1"), None),
        (lost, None),
        *((event, 700) for event in unmatched),
        *((event, 1) for event in instagram.one_of_each()),
        (instagram.delivery(), None),
    ]
    log: list[Told] = [told.tell(event, number, at=at) for at, (event, number) in enumerate(events)]
    again = [told.again(one.event, one.envelope) for one in log[::2] if isinstance(one, Delivered)]
    return [*log, b"poison", *again, b"\xff"]


def refused() -> list[Told]:
    """Give records that can be read, and that the tables take only some of."""
    told, bob = Story(), {"account_id": BOBS_ACCOUNT, "user_id": BOB}
    accepted = post(InitAccepted, "UPLOADING", publish_id="p1")
    return [
        told.tell(requested(video_size=1 << 70, post_id=uuid.UUID(int=7)), 1),
        told.tell(accepted, 2),
        told.tell(accepted.model_copy(update={"post_id": uuid.UUID(int=8)}), 1),
        told.tell(requested(**bob, post_id=BOBS_POST), 1),
        told.tell(granted(), 1),
    ]


@dataclass
class World:
    """Topics, and a database whose schema `crm` is projected from them."""

    servers: str
    database_url: str
    pool: Pool
    projection: Projection
    name: str

    @property
    def topics(self) -> dict[str, str]:
        """This test's topic for each real one."""
        return dict(zip(PROJECTION.topics, self.projection.topics, strict=True))

    async def append(self, told: Sequence[Told]) -> None:
        """Append records, each to the partition of its key; bytes are poison for posts."""
        async with AIOKafkaProducer(bootstrap_servers=self.servers, acks="all") as producer:
            for one in told:
                if isinstance(one, bytes):
                    topic = self.topics["tiktok.posts.v1"]
                    await producer.send(topic, one, key=b"k", partition=1)
                else:
                    headers = one.envelope.headers() + one.event.extra_headers()
                    topic, number = self.topics[one.topic], partition_of(one.key, PARTITIONS)
                    key = one.key.encode()
                    await producer.send(topic, one.value, key, number, headers=headers)
            await producer.flush()

    @asynccontextmanager
    async def projecting(self) -> AsyncIterator[ExactConsumer]:
        """Project as `project` does."""
        reads = replace(Projector(self.projection).subscription(20), group=self.name)
        async with open_publisher(self.servers) as publisher:
            consumer = ExactConsumer(reads, self.servers, self.pool, publisher)
            task = asyncio.create_task(consumer.run())
            try:
                yield consumer
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def project(self) -> None:
        """Project all that stands in the topics now."""
        async with self.projecting():
            await self.projected()

    async def projected(self) -> None:
        """Wait until all that stands in the topics now is in the live schema."""
        async with open_log(self.servers, self.projection.topics) as log:
            ends = {(one.topic, one.partition): one.end for one in await log.units()}
        async with (
            asyncio.timeout(DEADLINE),
            connected(self.database_url, "crm") as connection,
        ):
            while await places(connection, "crm") != ends:
                await asyncio.sleep(0.1)

    def rebuild(self, schema: str = "crm_next") -> Rebuild:
        """Give the rebuild of these topics."""
        return Rebuild(self.servers, self.database_url, Projector(self.projection), schema)

    async def rebuilt(self) -> Rebuilt:
        """Make `crm_next`."""
        return await self.rebuild().run()

    async def rows(self, schema: str = "crm") -> Rows:
        """Read all rows of a schema, with the times of the log."""
        found: Rows = {}
        async with connected(self.database_url, schema) as connection:
            keys_of = {table.name: table.key for table in self.projection.tables}
            for name, key in {**keys_of, "log_times": ("topic", "partition")}.items():
                keys = sql.SQL(", ").join(map(sql.Identifier, key))
                query = sql.SQL("SELECT to_jsonb(t) FROM {} AS t ORDER BY {}")
                rows = await connection.execute(query.format(sql.Identifier(name), keys))
                found[name] = [row for (row,) in await rows.fetchall()]
        return found

    async def ddl(self, schema: str) -> list[tuple[str, str]]:
        """Read the keys, indexes and working triggers of a schema's tables."""
        query = """
SELECT tablename, replace(indexdef, schemaname || '.', '') FROM pg_indexes WHERE schemaname = %(s)s
UNION ALL SELECT c.relname, t.tgname || t.tgenabled::text FROM pg_trigger AS t
    JOIN pg_class AS c ON c.oid = t.tgrelid
    WHERE c.relnamespace = %(s)s::regnamespace AND NOT t.tgisinternal
UNION ALL SELECT c.relname, pg_get_constraintdef(k.oid) FROM pg_constraint AS k
    JOIN pg_class AS c ON c.oid = k.conrelid WHERE c.relnamespace = %(s)s::regnamespace
ORDER BY 1, 2"""
        async with connected(self.database_url, schema) as connection:
            found = await connection.execute(query, {"s": schema})
            return await found.fetchall()

    def as_json(self) -> str:
        """Give it for another process."""
        return json.dumps([self.servers, self.database_url, self.projection.topics])


def own(topics: Sequence[str]) -> Projection:
    """Give the projection that reads these topics instead of the real ones."""
    projection = copy.copy(PROJECTION)
    projection.topics = list(topics)
    return projection


@asynccontextmanager
async def open_world(servers: str, database_url: str) -> AsyncIterator[World]:
    """Make the topics with their dead letters, and a database with nothing beside `crm`."""
    name = f"test.{uuid.uuid4().hex}"
    topics = [f"{name}.{topic}" for topic in PROJECTION.topics]
    wanted = [NewTopic(topic, PARTITIONS, 1) for topic in topics]
    wanted += [NewTopic(f"{topic}.{name}.dlq", 1, 1) for topic in topics]
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        await admin.create_topics(wanted)
    finally:
        await admin.close()
    async with open_pool(database_url, "crm") as pool:
        world = World(servers, database_url, pool, own(topics), name)
        yield world
