"""The service on a real port, with a real Kafka; and deliveries as TikTok signs them."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from prometheus_client import REGISTRY

from common.publisher import Publisher, open_publisher
from common.topic_admin import create
from contracts.topics import EVENT_TOPICS
from webhook_ingest.app import create_app
from webhook_ingest.settings import Settings

TOPIC = "webhooks.tiktok.v1"
CLIENT_KEY, SECRET, OLD_SECRET = "awtest", "the-new-secret", "the-old-secret"
Client = TestClient[aiohttp.web.Request, aiohttp.web.Application]
Post = Callable[[bytes], Awaitable[aiohttp.ClientResponse]]


def settings_of(**changed: object) -> Settings:
    """Settings of a test: two secrets, as during a rotation."""
    values: dict[str, object] = {
        "platform_environment": "development",
        "tiktok_client_key": CLIENT_KEY,
        "tiktok_client_secret": f"{SECRET},{OLD_SECRET}",
    }
    return Settings.model_validate(values | changed)


def signature(body: bytes, secret: str = SECRET, ago: float = 0) -> str:
    """Sign as TikTok does, `ago` seconds before now."""
    at = str(int(time.time() - ago))
    digest = hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={at},s={digest}"


def delivery(**changed: object) -> bytes:
    """Make a delivery about a published post."""
    body: dict[str, object] = {
        "client_key": CLIENT_KEY,
        "event": "post.publish.complete",
        "create_time": 1_790_000_000,
        "user_openid": "open-1",
        "content": json.dumps({"publish_id": "v_pub.1", "publish_type": "DIRECT_PUBLISH"}),
    }
    return json.dumps(body | changed).encode()


def counted(provider: str, verdict: str) -> float:
    """Give how many deliveries had this verdict."""
    labels = {"provider": provider, "verdict": verdict}
    return REGISTRY.get_sample_value("postlog_webhooks_total", labels) or 0.0


async def _end(servers: str, partitions: list[TopicPartition]) -> dict[TopicPartition, int]:
    consumer = AIOKafkaConsumer(bootstrap_servers=servers)
    consumer.assign(partitions)
    async with consumer:
        return dict(await consumer.end_offsets(partitions))


@pytest.fixture(autouse=True)
def _tracing(spans: object) -> None:
    """Trace ids are made as in the process."""


class Log:
    """What was appended to the topic since the test began."""

    def __init__(self, servers: str, start: dict[TopicPartition, int]) -> None:
        self._servers, self._start = servers, start

    async def records(self) -> list[ConsumerRecord]:
        """Read to the end that stands now."""
        end = await _end(self._servers, list(self._start))
        count = sum(end.values()) - sum(self._start.values())
        return await self._read(count) if count else []

    async def _read(self, count: int) -> list[ConsumerRecord]:
        consumer = AIOKafkaConsumer(bootstrap_servers=self._servers)
        consumer.assign(list(self._start))
        found: list[ConsumerRecord] = []
        async with consumer, asyncio.timeout(30):
            for partition, offset in self._start.items():
                consumer.seek(partition, offset)
            while len(found) < count:
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    found += records
        return found


@pytest.fixture
async def log(kafka_servers: str) -> Log:
    """The topic, from here on."""
    return await log_of(kafka_servers, TOPIC)


async def log_of(servers: str, name: str) -> Log:
    """Give what is appended to a topic from here on."""
    await create(servers, EVENT_TOPICS, 1, 1)
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        numbers = await _led(admin, name)
    finally:
        await admin.close()
    return Log(servers, await _end(servers, numbers))


async def _led(admin: AIOKafkaAdminClient, name: str) -> list[TopicPartition]:
    """Give the topic's partitions once each has a leader."""
    async with asyncio.timeout(30):
        while True:
            [topic] = await admin.describe_topics([name])
            found = topic["partitions"]
            if found and all(one["error_code"] == 0 for one in found):
                return [TopicPartition(name, one["partition"]) for one in found]
            await asyncio.sleep(0.02)


async def wait_until_it_answers(publisher: Publisher) -> None:
    """Wait for the publisher's connection."""
    async with asyncio.timeout(30):
        while await publisher.answers() is not None:
            await asyncio.sleep(0.02)


@pytest.fixture
async def publisher(kafka_servers: str, log: Log) -> AsyncIterator[Publisher]:
    """A connected publisher."""
    async with open_publisher(kafka_servers) as opened:
        await wait_until_it_answers(opened)
        yield opened


@pytest.fixture
async def client(publisher: Publisher) -> AsyncIterator[Client]:
    """The service with two secrets."""
    async with TestClient(TestServer(create_app(settings_of(), publisher))) as opened:
        yield opened
