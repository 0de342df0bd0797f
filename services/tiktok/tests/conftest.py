"""The service on a real PostgreSQL, with the sandbox as TikTok."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import aiohttp
import psycopg
import pytest
from aiohttp.test_utils import TestServer

from accounts.grants import GrantHandler
from common.faults import FaultPoints
from common.migrations import migrate
from common.postgres import Pool, open_pool
from platforms.tiktok.app import TikTokApp
from platforms.tiktok.client import TikTok
from tiktok.app import create_api
from tiktok.parts import Parts, join
from tiktok.platform import turns
from tiktok.watching.webhooks import WebhookHandler
from tiktok.worker import account_connected
from vault.keyring import Keyring

from .support import (
    CLIENT_KEY,
    CLIENT_SECRET,
    REDIRECT_URI,
    RULES,
    SCOPES,
    Connect,
    ConnectAgain,
    Connected,
    Events,
    ReadTables,
    Sandbox,
    Tables,
    delivered,
    ring,
    sealed_grant,
)
from .tus import SIZE, Begin, OpenGate, Serve, Upload


@pytest.fixture
def tiktok_schema(emptied_url: Callable[..., str]) -> str:
    """The schema `tiktok` at its newest version, its tables empty, for the role that owns it."""
    return emptied_url("tiktok", lambda url: migrate(url, "tiktok", "tiktok"), role="tiktok")


@pytest.fixture
def tables(tiktok_schema: str) -> ReadTables:
    """Read all rows of all tables, but what only tells when or in which order."""

    def read() -> Tables:
        with psycopg.connect(tiktok_schema) as connection:
            names = connection.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'tiktok'"
            ).fetchall()
            return {
                name: sorted(
                    connection.execute(f"SELECT * FROM tiktok.{name}").fetchall(), key=repr
                )
                for (name,) in names
            }

    return read


@pytest.fixture
async def pool(tiktok_schema: str) -> AsyncIterator[Pool]:
    """Connections to the schema."""
    async with open_pool(tiktok_schema, "tiktok") as opened:
        yield opened


@pytest.fixture
async def sandbox(tiktok_url: str, sandbox_hosts: tuple[str, str]) -> AsyncIterator[Sandbox]:
    """TikTok, and its other side."""
    async with aiohttp.ClientSession() as session:
        app = TikTokApp(
            client_key=CLIENT_KEY,
            client_secrets=(CLIENT_SECRET,),
            authorize_url=f"{tiktok_url}/v2/auth/authorize/",
            api_url=tiktok_url,
            upload_hosts=(sandbox_hosts[1],),
            call_timeout=3.0,
        )
        yield Sandbox(tiktok_url, session, app)


@pytest.fixture
def grant_ring(tmp_path: Path) -> Keyring:
    """The ring that `auth` seals grants under."""
    return ring(tmp_path / "grants.json", b"g")


@pytest.fixture
async def parts(pool: Pool, sandbox: Sandbox, tmp_path: Path) -> Parts:
    """The service's parts, as its processes join them."""
    tiktok = TikTok(sandbox.session, sandbox.app)
    keyring = ring(tmp_path / "tokens.json", b"t")
    return join(pool, tiktok, keyring, FaultPoints(None), RULES)


@pytest.fixture
def grants(parts: Parts, grant_ring: Keyring) -> GrantHandler:
    """The handler of grants."""
    on_connected = account_connected(WebhookHandler(parts.outbox), turns())
    return GrantHandler(parts.platform, parts.outbox, grant_ring, parts.tokens, on_connected)


@pytest.fixture
def connect(parts: Parts, sandbox: Sandbox, grants: GrantHandler, grant_ring: Keyring) -> Connect:
    """Connect a sandbox user's account through the real OAuth flow and the grant handler."""

    async def connected(
        user: str = "mara", scopes: tuple[str, ...] = SCOPES, name: str = "Someone"
    ) -> Connected:
        code = await sandbox.code(user, scopes)
        tokens = await parts.tiktok.exchange_code(code, REDIRECT_URI, None)
        account_id, user_id = uuid4(), uuid4()
        grant = sealed_grant(grant_ring, tokens, 1, account_id, user_id, name)
        async with parts.pool.connection() as connection:
            await grants.connect(connection, delivered(grant, 1))
        return Connected(account_id, user_id, tokens.open_id)

    return connected


@pytest.fixture
def connect_again(
    parts: Parts, sandbox: Sandbox, grants: GrantHandler, grant_ring: Keyring
) -> ConnectAgain:
    """Give an account of mara's a new grant."""

    async def connected(account: Connected) -> None:
        code = await sandbox.code("mara", SCOPES)
        tokens = await parts.tiktok.exchange_code(code, REDIRECT_URI, None)
        grant = sealed_grant(grant_ring, tokens, 2, account.account_id, account.user_id)
        async with parts.pool.connection() as connection:
            await grants.connect(connection, delivered(grant, 2))

    return connected


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
async def serve(parts: Parts, sandbox: Sandbox) -> AsyncIterator[Serve]:
    """Run replicas of the API; all of them believe the header that names the user."""
    settings: Any = SimpleNamespace(
        public_url="http://127.0.0.1",
        upload_buffer_bytes=30_000_000,
        cors_origins=[],
        avatar_hosts=sandbox.app.upload_hosts,
    )
    async with AsyncExitStack() as exits:

        async def replica() -> str:
            server = TestServer(create_api(parts, settings, OpenGate()))
            await server.start_server()
            exits.push_async_callback(server.close)
            return str(server.make_url("")).rstrip("/")

        yield replica


@pytest.fixture
async def begin(parts: Parts, connect: Connect, serve: Serve) -> AsyncIterator[Begin]:
    """Begin an upload at a running API."""
    url = await serve()
    async with aiohttp.ClientSession() as session:

        async def begun(account: Connected | None = None, **changes: Any) -> Upload:
            account = account or await connect()
            request = account.request(video_size=SIZE, **changes)
            post = await parts.publishing.start(account.user_id, request, None)
            return Upload(session, url, account, post)

        yield begun
