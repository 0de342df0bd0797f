"""The schema `crm` without a row, and the API over it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from common.migrations import migrate
from common.postgres import Pool, open_pool
from crm_projector.app import create_app

from .asking import ORIGIN, Api, gate_of
from .builders import (
    BOBS_ACCOUNT,
    BOBS_POST,
    Story,
    connected,
    foreign,
    requested,
    sampled,
    webhook,
)
from .database import settle
from .loop import Loop
from .sessions import BOB, Signer


@pytest.fixture
def crm_url(emptied_url: Callable[..., str]) -> str:
    """The newest schema, its tables empty, as the service's own role."""
    return emptied_url("crm", lambda url: migrate(url, "crm", "crm_projector"), role="crm")


@pytest.fixture
async def pool(crm_url: str) -> AsyncIterator[Pool]:
    """A pool of that database."""
    async with open_pool(crm_url, "crm") as opened:
        yield opened


@pytest.fixture
async def api(pool: Pool, tmp_path: Path) -> AsyncIterator[Api]:
    """The API over the test's database."""
    signer = Signer()
    app = create_app(pool, gate_of(signer, tmp_path), [ORIGIN])
    async with TestClient(TestServer(app)) as client:
        yield Api(client, signer)


@pytest.fixture
async def two_users(pool: Pool) -> None:
    """Alice and Bob, each with an account, a post and a delivery about it."""
    story = Story()
    bob: dict[str, Any] = {"account_id": BOBS_ACCOUNT, "user_id": BOB}
    about_bob = webhook(
        "p2", platform_user_id="open-2", external_id="post.publish.complete|open-2|p2|1"
    )
    await settle(
        pool,
        [
            story.tell(connected(), 1),
            story.tell(connected(**bob, platform_user_id="open-2", display_name="Bob"), 1),
            story.tell(requested(), 1, at=1),
            story.tell(requested(**bob, post_id=BOBS_POST), 1, at=1),
            story.tell(sampled(10), 2, at=2),
            story.tell(sampled(20, **bob, post_id=BOBS_POST), 2, at=2),
            story.tell(foreign(), 1),
            story.tell(foreign("78", **bob), 1),
            story.tell(webhook("p1"), None, at=2),
            story.tell(about_bob, None, at=2),
        ],
    )


@pytest.fixture
async def loop(kafka_servers: str, topic: Callable[..., Awaitable[str]], pool: Pool) -> Loop:
    """A topic of one partition with its dead letters, and an empty schema."""
    made = Loop(kafka_servers, await topic(partitions=1), pool)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_servers)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(made.dead_letter_topic, 1, 1)])
    finally:
        await admin.close()
    return made
