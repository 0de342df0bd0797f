"""A host application: a tenant, made as an operator makes it, and the documentation's example."""

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import aiohttp
from browser import API, PAGE, Answer, Browser
from connecting import consent_of
from control import Json
from foreign import ForeignPage
from running import CHECKOUT, Stack
from waiting import until

SERVER = CHECKOUT / "docs" / "examples" / "host-application" / "server.py"


@dataclass(frozen=True)
class Host:
    """A tenant of Postlog: where its pages are, and the key of its backend."""

    origin: str
    gateway: str
    key: str = field(repr=False)

    @classmethod
    def register(cls, stack: Stack, origin: str) -> "Host":
        """Register one, and make a key for it."""
        name = f"e2e-{uuid4().hex[:12]}"
        addresses = ["--origin", origin, "--return-url", f"{origin}/connected"]
        stack.auth("tenants", "create", "--name", name, *addresses)
        key = stack.auth("api-keys", "create", "--tenant", name).strip()
        return cls(origin, stack.addresses.gateway, key)

    @property
    def return_url(self) -> str:
        """Give where its users come back to."""
        return f"{self.origin}/connected"

    async def ask(self, browser: Browser, path: str, body: Json, **headers: str) -> Answer:
        """Ask Postlog as the host's backend does."""
        own = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        data = json.dumps(body).encode()
        return await browser.fetch("POST", f"/api/auth/{path}", {**API, **own, **headers}, data)


@dataclass(frozen=True)
class Guest:
    """Somebody at a host's page: `browser` goes where links lead, `page` asks Postlog."""

    browser: Browser
    page: ForeignPage

    async def begin(self) -> Json:
        """Wish for a connection; gives its id, and the link that begins it."""
        wish = {"return_url": f"{self.page.origin}/connected"}
        answer = await self.page.send("POST", "/api/auth/tiktok/connections", wish)
        begun: Json = answer.require(201).json()
        self.browser.secrets |= set(dict(_query(begun["authorize_url"])).values())
        return begun

    async def accounts(self) -> list[Json]:
        """Give this user's accounts."""
        return list((await self.page.get("/api/auth/accounts")).require(200).json()["accounts"])


@asynccontextmanager
async def guest_of(host: Host, secrets: set[str], user_id: str = "") -> AsyncIterator[Guest]:
    """Open a browser at the host's page; with `user_id` the example's backend is left out."""
    async with AsyncExitStack() as exits:
        browser = Browser(host.gateway, exits, secrets=secrets)
        page = ForeignPage(host.gateway, exits, secrets=secrets, origin=host.origin)
        if user_id:
            answer = await host.ask(browser, "connect-tokens", {"user_id": user_id})
        else:
            await browser.open(f"{host.origin}/")
            answer = await browser.fetch("POST", f"{host.origin}/token")
        page.token = answer.require(200, 201).json()["token"]
        secrets.add(page.token)
        yield Guest(browser, page)


async def consent(browser: Browser, link: str, handle: str) -> str:
    """Open a link and allow; gives the address that TikTok sends this browser back to."""
    asked, _ = await browser.open(link)
    form = consent_of(asked.require(200).page(), handle)
    answer = await browser.fetch("POST", asked.url, PAGE, form)
    return answer.require(302, 303).headers["Location"]


async def come_back(browser: Browser, callback: str) -> dict[str, str]:
    """Come back from TikTok; gives what the host would be told, at an address not yet opened."""
    answer = (await browser.fetch("GET", callback, PAGE)).require(303)
    told = dict(_query(answer.headers["Location"]))
    browser.secrets |= {told["code"]} if "code" in told else set()
    return told


@asynccontextmanager
async def served(host: Host) -> AsyncIterator[None]:
    """Run the example's backend for as long as it is needed."""
    own = {"POSTLOG_API_KEY": host.key, "POSTLOG_URL": host.gateway}
    port = str(urlsplit(host.origin).port)
    with subprocess.Popen([sys.executable, SERVER], env={**os.environ, **own, "PORT": port}) as run:
        try:
            await until(f"the example at {host.origin}", lambda: _answers(host.origin))
            yield
        finally:
            run.terminate()


async def _answers(origin: str) -> bool:
    with suppress(aiohttp.ClientConnectionError):
        async with aiohttp.request("GET", f"{origin}/app.js") as response:
            return response.status == 200
    return False


def _query(address: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(address).query)
