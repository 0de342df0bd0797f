"""PostgreSQL with the schema, the API as in production, the sandbox's platforms, and browsers."""

import contextlib
import urllib.request
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import aiohttp
import orjson
import psycopg
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from auth.__main__ import main
from auth.app import create_app
from auth.connect.login import Login
from auth.connect.registered import open_logins
from auth.hosts.tenants import Tenant, Tenants, new_api_key
from auth.settings import ApiSettings
from auth.sign_in.keys import new_keys
from common.migrations import migrate
from common.postgres import Pool, open_pool

from ...conftest import InstagramSandbox
from .support import ORIGIN, RETURN_URL, Host

Tables = dict[str, list[tuple[Any, ...]]]
PUBLIC_URL = "http://127.0.0.1:8080"
CLIENT_KEY = "awsandbox0postlog"
CLIENT_SECRET = "sandbox-secret-not-for-production"
PASSWORD = "correct horse battery"

Browser = aiohttp.ClientSession


@pytest.fixture
def auth_url(emptied_url: Callable[..., str]) -> str:
    """The schema `auth` at its newest version, its tables empty, for the role that owns it."""
    return emptied_url("auth", lambda url: migrate(url, "auth", "auth"), role="auth")


@pytest.fixture
def tables(auth_url: str) -> Callable[[], Tables]:
    """Read all rows of all tables of the schema, in an order of their own."""

    def read() -> Tables:
        with psycopg.connect(auth_url) as connection:
            names = connection.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'auth'"
            ).fetchall()
            return {
                name: sorted(connection.execute(f"SELECT * FROM auth.{name}").fetchall(), key=repr)
                for (name,) in names
            }

    return read


@pytest.fixture
async def pool(auth_url: str) -> AsyncIterator[Pool]:
    """Connections to the schema."""
    async with open_pool(auth_url, "auth") as opened:
        yield opened


@pytest.fixture
def key_files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Session keys, private and public, and the ring that grants are sealed under."""
    private, public, ring = (tmp_path / name for name in ("private", "public", "ring"))
    new_keys(private, public)
    ring.write_bytes(orjson.dumps({"primary": "k1", "keys": {"k1": b64encode(b"k" * 32).decode()}}))
    return private, public, ring


@pytest.fixture
def instagram_settings(instagram: InstagramSandbox) -> dict[str, object]:
    """Both apps of the sandbox; a test may override it with others, or with none."""
    return {
        "instagram_app_id": instagram.app_id,
        "instagram_app_secret": instagram.app_secret,
        "instagram_dialog_url": instagram.url,
        "instagram_graph_url": instagram.url,
        "instagram_rupload_url": instagram.url,
        "instagram_login_app_id": instagram.login_app_id,
        "instagram_login_app_secret": instagram.login_app_secret,
        "instagram_login_dialog_url": instagram.login_url,
        "instagram_login_exchange_url": instagram.login_url,
        "instagram_login_graph_url": instagram.login_url,
        "instagram_call_timeout": 5,
    }


@pytest.fixture
def settings(
    auth_url: str,
    key_files: tuple[Path, Path, Path],
    tiktok_url: str,
    instagram_settings: dict[str, object],
) -> ApiSettings:
    """What `auth api` would read from its environment."""
    return ApiSettings.model_validate(
        {
            **instagram_settings,
            "platform_environment": "development",
            "public_url": PUBLIC_URL,
            "database_url": auth_url,
            "session_keys_file": key_files[0],
            "grant_keyring_file": key_files[2],
            "tiktok_authorize_url": f"{tiktok_url}/v2/auth/authorize/",
            "tiktok_api_url": tiktok_url,
            "tiktok_client_key": CLIENT_KEY,
            "tiktok_client_secret": CLIENT_SECRET,
            "tiktok_call_timeout": 5,
        }
    )


@pytest.fixture
def added_logins() -> list[Login]:
    """Platforms beside those of production, for a test that names some."""
    return []


@pytest.fixture
async def app(
    settings: ApiSettings, pool: Pool, added_logins: list[Login]
) -> AsyncIterator[web.Application]:
    """The API, wired as in production."""
    async with open_logins(settings) as logins:
        yield create_app(settings, pool, [*logins, *added_logins])


@pytest.fixture
async def browser(app: web.Application) -> AsyncIterator[Callable[[], Browser]]:
    """Open another browser, with a cookie jar of its own; it follows no redirect by itself."""
    server = TestServer(app)
    await server.start_server(access_log=None)  # as in production: a query may hold a secret
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(server.close)

        def open_browser() -> Browser:
            session = aiohttp.ClientSession(
                base_url=server.make_url("/"), cookie_jar=aiohttp.CookieJar(unsafe=True)
            )
            stack.push_async_callback(session.close)
            return session

        yield open_browser


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    browser: Browser
    user_id: UUID
    csrf: dict[str, str]


@pytest.fixture
def sign_up(browser: Callable[[], Browser]) -> Callable[..., Awaitable[Person]]:
    """Register in a browser of one's own: `await sign_up("mara@example.test")`."""

    async def register(email: str = "mara@example.test") -> Person:
        own = browser()
        body = {"email": email, "password": PASSWORD}
        async with own.post("/api/auth/register", json=body) as answer:
            assert answer.status == 201, await answer.text()
            view = await answer.json()
        return Person(own, UUID(view["user_id"]), {"X-CSRF-Token": view["csrf"]})

    return register


@pytest.fixture
def consent() -> Callable[..., Awaitable[URL]]:
    """Go to TikTok's page as a sandbox user, decide, and give the callback's path and query."""

    async def decide(browser: Browser, handle: str = "mara", **form: object) -> URL:
        async with browser.get("/api/auth/tiktok", allow_redirects=False) as begun:
            assert begun.status == 302, await begun.text()
        page = begun.headers["Location"]
        scopes = form.pop("scopes", ["video.publish", "video.upload", "video.list"])
        fields = {"user": handle, "decision": "allow", "scope": scopes, **form}
        data = aiohttp.FormData()
        for name, value in fields.items():
            for one in value if isinstance(value, list) else [value]:
                data.add_field(name, str(one))
        async with (
            aiohttp.ClientSession() as tiktok,
            tiktok.post(page, data=data, allow_redirects=False) as decided,
        ):
            assert decided.status == 302, await decided.text()
        back = urlsplit(decided.headers["Location"])
        assert f"{back.scheme}://{back.netloc}" == PUBLIC_URL
        return URL(f"{back.path}?{back.query}", encoded=True)

    return decide


@pytest.fixture
def connect(consent: Callable[..., Awaitable[URL]]) -> Callable[..., Awaitable[UUID]]:
    """Connect a sandbox user's account from beginning to end; gives the account's id."""

    async def through(browser: Browser, handle: str = "mara", **form: object) -> UUID:
        callback = await consent(browser, handle, **form)
        async with browser.get(callback, allow_redirects=False) as ended:
            assert ended.status == 303, await ended.text()
        return UUID(URL(ended.headers["Location"]).query["connected"])

    return through


@dataclass(frozen=True)
class Answer:
    """An answer that was read to its end."""

    status: int
    headers: Mapping[str, str]
    body: str

    def json(self) -> dict[str, object]:
        """Parse the body."""
        parsed: dict[str, object] = orjson.loads(self.body)
        return parsed


@pytest.fixture
def visit() -> Callable[..., Awaitable[Answer]]:
    """Open an address, and stay there even if it is a redirect."""

    async def load(
        browser: Browser, address: str | URL, headers: dict[str, str] | None = None
    ) -> Answer:
        async with browser.get(address, headers=headers, allow_redirects=False) as answer:
            return Answer(answer.status, answer.headers, await answer.text())

    return load


@pytest.fixture
def control(tiktok_url: str) -> Callable[..., dict[str, object]]:
    """Ask the sandbox for something, or tell it to misbehave."""

    def call(path: str, body: object = None, method: str | None = None) -> dict[str, object]:
        data = None if body is None else orjson.dumps(body)
        asked = urllib.request.Request(f"{tiktok_url}/control/{path}", data, method=method)
        with urllib.request.urlopen(asked, timeout=5) as answer:
            answered: dict[str, object] = orjson.loads(answer.read() or b"{}")
        return answered

    return call


@pytest.fixture
def token_calls(control: Callable[..., dict[str, object]]) -> Callable[[], object]:
    """Count the exchanges that TikTok has seen."""
    return lambda: control("requests?path=/v2/oauth/token/")["count"]


@pytest.fixture
def host(pool: Pool, browser: Callable[[], Browser]) -> Any:
    """Register a host application: `await host("acme")`."""

    async def register(name: str = "acme") -> Any:
        tenant, key = Tenant.new(name, [ORIGIN], [RETURN_URL]), new_api_key()
        async with pool.connection() as connection:
            await Tenants(connection).create(tenant)
            await Tenants(connection).add_key(tenant.tenant_id, key)
        return Host(tenant, key, browser())

    return register


@pytest.fixture
def auth(
    auth_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., list[str]]:
    """Run the command `auth`; gives the lines that it says."""
    monkeypatch.setenv("DATABASE_URL", auth_url)

    def run(*arguments: str) -> list[str]:
        main(arguments)
        return capsys.readouterr().out.splitlines()

    return run


RunAuth = Callable[..., list[str]]
SignUp = Callable[..., Awaitable[Person]]
Consent = Callable[..., Awaitable[URL]]
Connect = Callable[..., Awaitable[UUID]]
Visit = Callable[..., Awaitable[Answer]]
Control = Callable[..., dict[str, Any]]
RegisterHost = Callable[..., Awaitable[Host]]
CameBack = Callable[..., Awaitable[URL]]
