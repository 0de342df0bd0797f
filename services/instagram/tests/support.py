"""What the tests of this service say again and again."""

import json
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import aiohttp
import psycopg
import pytest

from accounts.store import OAuthAccount, OAuthAccounts
from common.event import Delivered, Envelope, Event
from common.postgres import Pool
from common.sessions import Session, SessionGate
from contracts.auth import GrantIssued
from instagram.clients import Clients
from instagram.pages.store import Page, Pages
from instagram.parts import Parts
from platforms.instagram import facebook_login, instagram_login
from platforms.instagram.app import InstagramApp, Login
from platforms.instagram.client import Instagram
from vault.envelope import seal
from vault.keyring import Keyring

REDIRECT_URI = "http://127.0.0.1:8080/api/auth/instagram/callback"
SCOPES = (
    "instagram_basic",
    "instagram_content_publish",
    "instagram_manage_comments",
    "instagram_manage_insights",
    "instagram_manage_contents",
    "instagram_manage_messages",
    "pages_show_list",
    "pages_read_engagement",
    "pages_manage_metadata",
    "business_management",
)
OWN_SCOPES = (
    "instagram_business_basic",
    "instagram_business_content_publish",
    "instagram_business_manage_comments",
    "instagram_business_manage_insights",
    "instagram_business_manage_messages",
)
DAY = 86_400
# The main ways of posts, comments, numbers and access are tried at the version that is set by
# default and at the newest.
EVERY_VERSION = pytest.mark.parametrize("graph_version", ["v26.0", "v27.0"])
OFFSETS = count()
Connect = Callable[..., Awaitable["Connected"]]
Serve = Callable[[], Awaitable[str]]
Events = Callable[[], Awaitable[list[tuple[str, str | None]]]]
Told = TypeVar("Told", bound=Event)


class OpenGate(SessionGate):
    """Lets every request through as the user that its header names; the gate has its own tests."""

    def __init__(self) -> None:
        pass

    def session(self, request: Any) -> Session:
        """Believe the header."""
        expires_at = datetime.now(UTC) + timedelta(minutes=1)
        return Session("sid", request.headers["X-User"], "csrf", expires_at)


@dataclass(frozen=True)
class Connected:
    """A connected account: its ids here, at Instagram, and of the person who gave access."""

    account_id: UUID
    user_id: UUID
    ig_id: str
    person_id: str | None
    page_id: str | None
    name: str
    """The handle in the sandbox: a person's, or with Instagram Login the account's username."""


@dataclass
class Sandbox:
    """The sandbox's control API, its dialogs as a browser meets them, and our apps there."""

    url: str
    session: aiohttp.ClientSession
    apps: dict[Login, InstagramApp]

    async def control(self, method: str, path: str, body: object = None) -> Any:
        """Call the control API; its answer is JSON."""
        async with self.session.request(method, f"{self.url}/control/{path}", json=body) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json() if answer.status in {200, 201} else None

    async def switch(self, **switches: object) -> None:
        """Change how Instagram behaves."""
        await self.control("PUT", "switches", switches)

    async def fault(self, endpoint: str, kind: str, **more: object) -> None:
        """Let the next call of an endpoint fail."""
        await self.control("POST", "faults", {"endpoint": endpoint, "kind": kind, **more})

    async def calls(self, edge: str, method: str | None = None) -> int:
        """Count the requests that reached this edge, such as `/{account}/media`."""
        path = re.compile(r"(/v[0-9.]+)?" + re.sub(r"\{\w+\}", "[0-9_]+", edge))
        found = (await self.control("GET", "requests"))["requests"]
        return sum(
            bool(path.fullmatch(one["path"])) and method in {None, one["method"]} for one in found
        )

    async def consent(self, login: Login, user: str, decline: tuple[str, ...] = ()) -> str:
        """Allow all but some permissions in the dialog; gives the code."""
        app = self.apps[login]
        dialog = (
            instagram_login.dialog_url(app, REDIRECT_URI, OWN_SCOPES, "state")
            if login == "instagram"
            else facebook_login.dialog_url(app, REDIRECT_URI, SCOPES, "state")
        )
        form = [("user", user), ("decision", "allow"), *(("decline", name) for name in decline)]
        async with self.session.post(dialog, data=form, allow_redirects=False) as answer:
            assert answer.status == 302, await answer.text()
            return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]

    def client(self, login: Login) -> Instagram:
        """Give a client, as `auth` has one."""
        return Instagram(self.session, self.apps[login])

    def clients(self) -> Clients:
        """Give the clients of the service."""
        found = (self.apps["facebook"], self.apps["instagram"])
        return Clients.opened(self.session, found)


def apps_at(sandbox: Any, version: str) -> dict[Login, InstagramApp]:
    """Give our apps at a sandbox whose addresses and ids are given."""

    def app(login: Login, url: str, app_id: str, secret: str, config_id: str = "") -> InstagramApp:
        return InstagramApp(
            login=login,
            app_id=app_id,
            app_secrets=(secret,),
            dialog_url=url,
            exchange_url=url,
            graph_url=url,
            rupload_url=url,
            version=version,
            config_id=config_id,
            call_timeout=5.0,
        )

    facebook = (sandbox.url, sandbox.app_id, sandbox.app_secret)
    own = (sandbox.login_url, sandbox.login_app_id, sandbox.login_app_secret)
    return {
        "facebook": app("facebook", *facebook),
        "unified": app("unified", *facebook, sandbox.unified_config_id),
        "instagram": app("instagram", *own),
    }


@dataclass(frozen=True)
class Wish:
    """Who connects what: `place` counts the accounts of the person's Pages from 0."""

    login: Login = "facebook"
    user: str = "nora"
    decline: tuple[str, ...] = ()
    place: int = 0


async def granted(sandbox: Sandbox, wish: Wish) -> tuple[GrantIssued, str]:
    """Consent and exchange as `auth` does; gives a grant without its secret, and the secret."""
    login, decline = wish.login, wish.decline
    client = sandbox.client(login)
    code = await sandbox.consent(login, wish.user, decline)
    token = await client.exchange_code(code, REDIRECT_URI)
    now, ends_at, person_id = datetime.now(UTC), None, None
    match login:
        case "instagram":
            token = await client.lengthen(token.access_token)
            me = await client.user(token.access_token)
            ig_id, name, scopes = me.user_id, me.username, [*OWN_SCOPES]
            scopes = [scope for scope in scopes if scope not in decline]
        case "facebook":
            token = await client.lengthen(token.access_token)
            person_id = (await client.person(token.access_token)).id
            pages = await client.pages(token.access_token)
            linked = [page.instagram_business_account for page in pages]
            account = [one for one in linked if one][wish.place]
            ig_id, name = account.id, account.username
            scopes = sorted(await client.granted(token.access_token))
        case "unified":
            facts = await client.inspect(token.access_token)
            ig_id, person_id = facts.targets("instagram_basic")[wish.place], facts.user_id
            name = (await client.profile(token.access_token, ig_id)).username
            scopes = sorted(facts.scopes)
    if token.expires_in:
        ends_at = now + timedelta(seconds=token.expires_in)
    grant = GrantIssued(
        provider="instagram",
        account_id=uuid4(),
        user_id=uuid4(),
        client_key=client.app.app_id,
        platform_user_id=ig_id,
        grantor_id=person_id,
        display_name=name,
        username=name,
        scopes=scopes,
        granted_at=now,
        expires_at=ends_at,
        renewal="none" if login == "unified" else "extension",
        sealed_tokens="",
    )
    return grant, token.access_token


def sealed(ring: Keyring, grant: GrantIssued, secret: str, sequence: int) -> GrantIssued:
    """Seal a grant's token as `auth` does for this service."""
    place = {
        "topic": "grants.instagram.v1",
        "account_id": str(grant.account_id),
        "sequence": str(sequence),
    }
    secrets = json.dumps({"access_token": secret, "refresh_token": None}).encode()
    envelope = b64encode(seal(ring, secrets, place)).decode()
    return grant.model_copy(update={"sealed_tokens": envelope})


def delivered(event: Event, sequence: int | None = None) -> Delivered:
    """A record as the consumer would hand it over."""
    envelope = Envelope(
        id=str(uuid4()),
        type=event.TYPE,
        source="/test",
        subject=event.subject,
        time=datetime.now(UTC),
        sequence=sequence,
    )
    return Delivered(event.topic, 0, next(OFFSETS), event.key, envelope, event, {}, event.value())


def ring(path: Path, letter: bytes) -> Keyring:
    """A key ring with one key."""
    path.write_text(json.dumps({"primary": "k1", "keys": {"k1": b64encode(letter * 32).decode()}}))
    path.chmod(0o600)
    return Keyring.load(path)


async def bodies(parts: Parts, kind: type[Told]) -> list[Told]:
    """Read the events of one type that the outbox holds, in its order."""
    async with parts.pool.connection() as connection:
        cursor = await connection.execute("SELECT headers, value FROM outbox ORDER BY id")
        rows = [(dict(row[0]), row[1]) for row in await cursor.fetchall()]
    return [
        kind.from_record({}, value) for headers, value in rows if headers["ce_type"] == kind.TYPE
    ]


async def row(pool: Pool, account_id: UUID) -> OAuthAccount:
    """Give the account's row as it is now."""
    async with pool.connection() as connection:
        found = await OAuthAccounts(connection).find(account_id)
    assert found is not None
    return found


async def reach(pool: Pool, account_id: UUID) -> Page:
    """Give the account's row of `pages`."""
    async with pool.connection() as connection:
        found = await Pages(connection).find(account_id)
    assert found is not None
    return found


async def change(pool: Pool, statement: str, account_id: UUID) -> None:
    """Change the account's row."""
    async with pool.connection() as connection:
        await connection.execute(
            f"UPDATE oauth_accounts SET {statement} WHERE account_id = %s", (account_id,)
        )


def read_tables(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Read all rows of all tables, in an order that only the rows give."""
    with psycopg.connect(url) as connection:
        names = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'instagram'"
        ).fetchall()
        return {
            name: sorted(connection.execute(f"SELECT * FROM instagram.{name}").fetchall(), key=repr)
            for (name,) in names
        }
