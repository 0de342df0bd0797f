"""Somebody in front of Chromium, and what they can do without the pages under test."""

import json
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from addresses import Addresses
from browser import Person
from connecting import consent_of
from control import Control, Json
from forms import read_page
from journey import Account, new_creator
from playwright.async_api import APIResponse, Browser, BrowserContext, Page
from waiting import require, until
from watching import Watch

# The pages ask who is signed in only where somebody has signed in with this browser.
SIGNED_IN = "localStorage.setItem('postlog.signed-in', 'yes')"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Newcomer:
    """A tab with an empty jar of cookies; `api` calls have its cookies and leave no trace in it."""

    page: Page
    context: BrowserContext
    gateway: str
    control: Control
    watch: Watch
    secrets: set[str] = field(default_factory=set)
    csrf: str = ""
    person: Person = field(default_factory=lambda: Person("", "", ""))

    @property
    def expected(self) -> list[str]:
        """Parts of the complaints that this test provokes; see `Watch`."""
        return self.watch.expected

    async def go(self, path: str) -> Page:
        """Load a page of Postlog's, and wait until its script has drawn it."""
        await self.page.goto(path)
        await self.page.locator("h1").first.wait_for()
        return self.page

    async def sign_up(self) -> Person:
        """Become a user who is signed in, by the API; the tab is not touched."""
        told = self._credentials()
        session = await self.api("POST", "/api/auth/register", told)
        self.csrf = session["csrf"]
        await self.context.add_init_script(SIGNED_IN)
        self.person = Person(session["user_id"], **told)
        return self.person

    async def sign_up_elsewhere(self) -> Person:
        """Become a user whom this browser does not know."""
        told = self._credentials()
        session = await self.api("POST", "/api/auth/register", told)
        await self.context.clear_cookies()
        return Person(session["user_id"], **told)

    def _credentials(self) -> dict[str, str]:
        told = {"email": self.new_address(), "password": f"pw-{secrets.token_urlsafe(18)}"}
        self.secrets.add(told["password"])
        return told

    def new_address(self) -> str:
        """Give an e-mail address that nobody has registered with."""
        return f"visitor-{secrets.token_hex(8)}@example.org"

    async def end_session(self) -> None:
        """Sign out behind the page's back, as in another tab."""
        await self.api("POST", "/api/auth/logout")

    async def send_bytes(self, url: str, content: bytes) -> None:
        """Send a whole video to where its post awaits it (tus 1.0)."""
        answer = await self.context.request.fetch(
            url,
            method="PATCH",
            headers={
                "Origin": self.gateway,
                "X-CSRF-Token": self.csrf,
                "Tus-Resumable": "1.0.0",
                "Upload-Offset": "0",
                "Content-Type": "application/offset+octet-stream",
            },
            data=content,
        )
        require(answer.status == 204, f"PATCH {url} answered {answer.status}")

    async def connect(self, creator: Json | None = None) -> Account:
        """Connect a TikTok account, by default of somebody new, without looking at any page."""
        creator = creator or await new_creator(self.control)
        consent = await self.context.request.get(f"{self.gateway}/api/auth/tiktok")
        fields = consent_of(read_page(await consent.text()), creator["handle"])
        outcome = await self.context.request.post(consent.url, data=urlencode(fields), headers=FORM)
        told = parse_qs(urlsplit(outcome.url).query)
        [account_id] = told.get("connected") or told.get("account") or [""]
        require(account_id, f"an account in the address {outcome.url}")
        await self._wait_until(account_id, "CONNECTED")
        return Account(account_id, creator["open_id"], creator["handle"])

    async def disconnect(self, account: Account) -> None:
        """End Postlog's access to an account, without looking at any page."""
        await self.api("DELETE", f"/api/auth/accounts/{account.account_id}")
        await self._wait_until(account.account_id, "DISCONNECTED")

    async def api(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:
        """Ask Postlog's API as its pages would; anything but a success is `Missing`."""
        answer: APIResponse = await self.context.request.fetch(
            f"{self.gateway}{path}",
            method=method,
            headers={"Origin": self.gateway, "X-CSRF-Token": self.csrf},
            data=dict(body) if body is not None else None,
        )
        text = await answer.text()
        require(answer.ok, f"{method} {path} answered {answer.status}: {text}")
        return json.loads(text) if text else None

    async def _wait_until(self, account_id: str, status: str) -> None:
        async def look() -> bool:
            account = await self.api("GET", f"/api/auth/accounts/{account_id}")
            return bool(account["status"] == status)

        await until(status, look)


@asynccontextmanager
async def come(browser: Browser, addresses: Addresses, control: Control) -> AsyncIterator[Newcomer]:
    """Open a browser context of its own, in which nothing moves, and close it."""
    watch = Watch(addresses.gateway, addresses.sandbox)
    context = await browser.new_context(
        base_url=addresses.gateway, reduced_motion="reduce", locale="en-US", timezone_id="UTC"
    )
    context.set_default_timeout(15_000)
    await watch.over(context)
    page = await context.new_page()
    try:
        yield Newcomer(page, context, addresses.gateway, control, watch)
    finally:
        await context.close()
