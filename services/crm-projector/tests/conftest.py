"""The schema `crm` without a row, and events as they are consumed."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid5

import pytest
from aiohttp.test_utils import TestClient, TestServer
from psycopg import sql

from common.event import NAMESPACE, Delivered, Envelope, Event, event_id
from common.migrations import migrate
from common.postgres import Pool, open_pool
from contracts.accounts import AccountConnected
from contracts.tiktok.events import ForeignVideoFound, MetricsSampled, PostRequested
from contracts.webhooks import WebhookReceived
from crm_projector.app import create_app
from crm_projector.projector import project
from crm_projector.tables import TABLES

from .asking import ORIGIN, Api, gate_of
from .sessions import ALICE, BOB, Signer

BEGAN = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
ACCOUNT, BOBS_ACCOUNT = uuid5(NAMESPACE, "account"), uuid5(NAMESPACE, "bob's account")
POST, BOBS_POST = uuid5(NAMESPACE, "post"), uuid5(NAMESPACE, "bob's post")


def moment(seconds: float) -> datetime:
    """Give a time of the story."""
    return BEGAN + timedelta(seconds=seconds)


class Story:
    """Makes consumed records of events, each at the next offset of its partition."""

    def __init__(self) -> None:
        self._offsets: dict[tuple[str, int], int] = {}

    def tell(
        self, event: Event, sequence: int | None, at: float = 0, cause: str | None = None
    ) -> Delivered:
        """Append the event to the log."""
        source = event.TYPE.partition(".")[0]
        identity = sequence if sequence is not None else event.TYPE
        envelope = Envelope(
            id=event_id(f"/{source}", event.subject, f"{event.TYPE}|{identity}"),
            type=event.TYPE,
            source=f"/{source}",
            subject=event.subject,
            time=moment(at),
            sequence=sequence,
            correlation_id="c" * 32,
            causation_id=cause,
        )
        return self.again(event, envelope)

    def again(self, event: Event, envelope: Envelope) -> Delivered:
        """Append a copy."""
        place = (event.topic, sum(event.key.encode()) % 3)
        offset = self._offsets.get(place, 0)
        self._offsets[place] = offset + 1
        return Delivered(*place, offset, event.key, envelope, event, {}, event.value())


def connected(**changed: object) -> AccountConnected:
    """A grant that was taken over."""
    values: dict[str, object] = {
        "provider": "tiktok",
        "account_id": ACCOUNT,
        "user_id": ALICE,
        "platform_user_id": "open-1",
        "display_name": "Alice",
        "scopes": ["user.info.basic", "video.publish"],
        "granted_at": moment(0),
        "expires_at": moment(86_400),
        "refresh_expires_at": moment(864_000),
    }
    return AccountConnected.model_validate(values | changed)


def post(kind: type[Event], status: str, /, **changed: object) -> Event:
    """An event of the post."""
    values: dict[str, object] = {
        "account_id": ACCOUNT,
        "user_id": ALICE,
        "post_id": POST,
        "status": status,
        "observed_at": moment(0),
        "by": "poll",
        "attempt": 1,
    }
    return kind.model_validate(values | changed)


def requested(**changed: object) -> Event:
    """What the user asked for."""
    asked = {"mode": "DIRECT_POST", "source": "FILE_UPLOAD", "title": "Hello", "video_size": 7}
    return post(PostRequested, "INIT_ATTEMPTED", **(asked | changed))


def sampled(views: int, platform_post_id: str = "9", *, at: float = 0, **changed: object) -> Event:
    """Totals of a public id at a moment; every other count is a tenth of the views."""
    counts = dict.fromkeys(("like_count", "comment_count", "share_count"), views // 10)
    values = {
        "platform_post_id": platform_post_id,
        "view_count": views,
        "observed_at": moment(at),
        **counts,
    }
    return post(MetricsSampled, "PUBLISH_COMPLETE", **(values | changed))


def foreign(platform_post_id: str = "77", **changed: object) -> ForeignVideoFound:
    """A video that was posted in the app."""
    values: dict[str, object] = {
        "account_id": ACCOUNT,
        "user_id": ALICE,
        "platform_post_id": platform_post_id,
        "title": "By hand",
        "create_time": moment(-100),
        "observed_at": moment(0),
    }
    return ForeignVideoFound.model_validate(values | changed)


def webhook(publish_id: str = "p1", *, at: float = 0, **changed: object) -> WebhookReceived:
    """A delivery about a post, with the body that TikTok would send."""
    created = int(moment(at).timestamp())
    body = {
        "client_key": "awtest",
        "event": "post.publish.complete",
        "create_time": created,
        "user_openid": changed.get("platform_user_id", "open-1"),
        "content": json.dumps({"publish_id": publish_id}),
    }
    values: dict[str, object] = {
        "provider": "tiktok",
        "platform_user_id": "open-1",
        "external_id": f"post.publish.complete|open-1|{publish_id}|{created}",
        "verdict": "verified",
        "signature": "t=1,s=2",
        "body": json.dumps(body).encode(),
    }
    return WebhookReceived.model_validate(values | changed)


@pytest.fixture
def crm_url(emptied_url: Callable[..., str]) -> str:
    """The newest schema, its tables empty, as the service's own role."""
    return emptied_url("crm", lambda url: migrate(url, "crm", "crm_projector"), role="crm")


@pytest.fixture
async def pool(crm_url: str) -> AsyncIterator[Pool]:
    """A pool of that database."""
    async with open_pool(crm_url, "crm") as opened:
        yield opened


async def settle(pool: Pool, *batches: Sequence[Delivered]) -> None:
    """Project each batch in a transaction of its own."""
    for batch in batches:
        async with pool.connection() as connection:
            await project(connection, batch)


Rows = dict[str, list[dict[str, Any]]]
PLACES = frozenset({"topic", "partition", "offset"})


async def tables(pool: Pool, without: frozenset[str] = frozenset()) -> Rows:
    """Read every table whole, in the order of its keys."""
    found: Rows = {}
    async with pool.connection() as connection:
        for table in TABLES:
            keys = sql.SQL(", ").join(map(sql.Identifier, table.key))
            query = sql.SQL("SELECT to_jsonb(t) FROM {} AS t ORDER BY {}")
            rows = await connection.execute(query.format(sql.Identifier(table.name), keys))
            found[table.name] = [
                {name: value for name, value in row.items() if name not in without}
                for (row,) in await rows.fetchall()
            ]
    return found


async def emptied(pool: Pool) -> None:
    """Forget every row, as a rebuild begins."""
    async with pool.connection() as connection:
        for table in TABLES:
            await connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))


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
