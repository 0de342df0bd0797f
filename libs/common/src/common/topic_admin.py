"""Creating topics from a registry, and reading back what the cluster has."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, UnknownTopicOrPartitionError, for_code

from common.kafka_access import reached_at
from common.retry import forever
from common.topics import Found, Topic

SEEN_SECONDS = 30.0


@asynccontextmanager
async def _admin(servers: str) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(**reached_at(servers), request_timeout_ms=10_000)
    await admin.start()
    try:
        yield admin
    finally:
        await admin.close()


async def describe(servers: str, topics: Sequence[Topic]) -> dict[str, Found]:
    """Read from the cluster those of these topics that exist."""
    async with _admin(servers) as admin:
        existing = set(await admin.list_topics())
        names = [topic.name for topic in topics if topic.name in existing]
        if not names:
            return {}
        counts = {t["topic"]: len(t["partitions"]) for t in await admin.describe_topics(names)}
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
        configs: dict[str, dict[str, str]] = {}
        for answer in await admin.describe_configs(resources):
            for _, _, _, name, entries in answer.resources:
                configs[name] = {entry[0]: entry[1] for entry in entries}
    return {name: Found(counts[name], configs[name]) for name in names}


async def partition_counts(servers: str, names: Sequence[str]) -> dict[str, int]:
    """Give how many partitions each of these topics has; raises a `KafkaError` for one missing."""
    async with _admin(servers) as admin:
        found = await admin.describe_topics(list(names))
    for topic in found:
        if topic["error_code"]:
            raise for_code(topic["error_code"])(topic["topic"])
    return {topic["topic"]: len(topic["partitions"]) for topic in found}


async def create(servers: str, topics: Sequence[Topic], replicas: int, min_insync: int) -> None:
    """Create what is missing and wait until it is seen; what exists is left as it is.

    Safe to repeat, and to run twice at once.
    """
    found = await describe(servers, topics)
    missing = [
        NewTopic(topic.name, topic.partitions, replicas, topic_configs=topic.config(min_insync))
        for topic in topics
        if topic.name not in found
    ]
    if not missing:
        return
    async with _admin(servers) as admin:
        answer = await admin.create_topics(missing)
        for name, code, *_ in answer.topic_errors:
            if code not in (0, TopicAlreadyExistsError.errno):
                raise for_code(code)(name)
    async with asyncio.timeout(SEEN_SECONDS):
        async for attempt in forever("see the new topics", most=1.0):
            with attempt:
                if len(await describe(servers, topics)) < len(topics):
                    raise UnknownTopicOrPartitionError
