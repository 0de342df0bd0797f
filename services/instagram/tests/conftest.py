"""The service on a real PostgreSQL, with the sandbox as Instagram."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from accounts.agents import Obey
from accounts.grants import GrantHandler
from accounts.timers import AccountTimers
from common.event import Event
from common.faults import FaultPoints
from common.migrations import migrate
from common.postgres import Pool, open_pool
from instagram.app import create_api
from instagram.assets.local_store import LocalStore
from instagram.assets.parts import AssetParts
from instagram.assets.settings import MediaSettings
from instagram.parts import Parts, join
from instagram.platform import turns
from instagram.room import Room
from instagram.rooms import furnish
from instagram.worker import account_connected
from platforms.instagram.app import VERSION, Login
from vault.keyring import Keyring

from .support import (
    Connect,
    Connected,
    Events,
    OpenGate,
    Sandbox,
    Serve,
    Wish,
    apps_at,
    delivered,
    granted,
    ring,
    sealed,
)


@pytest.fixture
def instagram_schema(emptied_url: Callable[..., str]) -> str:
    """The schema `instagram` at its newest version, its tables empty, for the role that owns it."""
    return emptied_url(
        "instagram", lambda url: migrate(url, "instagram", "instagram"), role="instagram"
    )


@pytest.fixture
async def pool(instagram_schema: str) -> AsyncIterator[Pool]:
    """Connections to the schema."""
    async with open_pool(instagram_schema, "instagram") as opened:
        yield opened


@pytest.fixture
def graph_version() -> str:
    """The version of Meta's API that the apps speak; `EVERY_VERSION` gives each in turn."""
    return VERSION


@pytest.fixture
async def sandbox(instagram: Any, graph_version: str) -> AsyncIterator[Sandbox]:
    """Instagram, and its other side."""
    async with aiohttp.ClientSession() as session:
        yield Sandbox(instagram.url, session, apps_at(instagram, graph_version))


@pytest.fixture
def grant_ring(tmp_path: Path) -> Keyring:
    """The ring that `auth` seals grants under."""
    return ring(tmp_path / "grants.json", b"g")


@pytest.fixture
def settings(tmp_path: Path) -> Any:
    """What rooms read of the settings; a test may set more."""
    return SimpleNamespace(
        public_url="http://127.0.0.1",
        cors_origins=[],
        avatar_hosts=(),
        timer_seconds=1.0,
        refreshes_a_round=20,
        fault_point_file=None,
        is_production=False,
        instagram_carousel_max=10,
        instagram_hashtags_advised=5,
        instagram_video_delivery="address",
    )


@pytest.fixture
async def parts(pool: Pool, sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Parts]:
    """The service's parts, as its processes join them."""
    keyring = ring(tmp_path / "tokens.json", b"t")
    media = AssetParts(pool, LocalStore(tmp_path / "media"), keyring, MediaSettings())
    joined = join(pool, sandbox.clients(), keyring, turns(), FaultPoints(None), media)
    yield joined
    await joined.tokens.close()


@pytest.fixture
def rooms(parts: Parts, settings: Any) -> tuple[Room, ...]:
    """The rooms over these parts."""
    return furnish(parts, settings)


@pytest.fixture
def grants(parts: Parts, rooms: tuple[Room, ...], grant_ring: Keyring) -> GrantHandler:
    """The handler of grants."""
    return GrantHandler(
        parts.platform, parts.outbox, grant_ring, parts.tokens, account_connected(rooms)
    )


@pytest.fixture
def connect(sandbox: Sandbox, parts: Parts, grants: GrantHandler, grant_ring: Keyring) -> Connect:
    """Connect an account of the sandbox by a real consent and the grant handler.

    `user` is a person's handle, or with Instagram Login an account's username. `again` gives the
    same account a new grant.
    """

    async def connected(
        user: str = "nora",
        login: Login = "facebook",
        decline: tuple[str, ...] = (),
        place: int = 0,
        again: Connected | None = None,
    ) -> Connected:
        grant, secret = await granted(sandbox, Wish(login, user, decline, place))
        if again:
            ids = {"account_id": again.account_id, "user_id": again.user_id}
            grant = grant.model_copy(update=ids)
        sequence = 2 if again else 1
        async with parts.pool.connection() as connection:
            record = delivered(sealed(grant_ring, grant, secret, sequence), sequence)
            await grants.connect(connection, record)
        page_id = None
        if login == "facebook":
            pages = await sandbox.client(login).pages(secret)
            page_id = next(page.id for page in pages if grant.platform_user_id in str(page))
        return Connected(
            grant.account_id,
            grant.user_id,
            grant.platform_user_id,
            grant.grantor_id,
            page_id,
            user,
        )

    return connected


@pytest.fixture
def obey(rooms: tuple[Room, ...]) -> Obey:
    """Carry out a command as the agents do; what fails is raised here, not logged."""

    async def carried_out(command: Event) -> None:
        [agent] = [
            agent for room in rooms for agent in room.agents if type(command) in agent.commands
        ]
        await agent.obey(command)

    return carried_out


@pytest.fixture
async def timers(parts: Parts) -> AccountTimers:
    """The leader's timers of accounts."""
    return AccountTimers(parts.pool, parts.outbox, parts.platform)


@pytest.fixture
async def connected(connect: Connect) -> Connected:
    """Nora's account, connected by Facebook Login."""
    return await connect()


@pytest.fixture
def events(parts: Parts) -> Events:
    """Read what the outbox holds, in its order: types and sequences."""

    async def read() -> list[tuple[str, str | None]]:
        async with parts.pool.connection() as connection:
            cursor = await connection.execute("SELECT headers FROM outbox ORDER BY id")
            rows = [dict(row[0]) for row in await cursor.fetchall()]
        return [(row["ce_type"], row.get("ce_sequence")) for row in rows]

    return read


@pytest.fixture
async def serve(parts: Parts, settings: Any) -> AsyncIterator[Serve]:
    """Run replicas of the API; all of them believe the header that names the user."""
    async with AsyncExitStack() as exits:

        async def replica() -> str:
            server = TestServer(create_api(parts, settings, OpenGate()))
            await server.start_server()
            exits.push_async_callback(server.close)
            return str(server.make_url("")).rstrip("/")

        yield replica
