"""A browser without scripts, and a person who uses Postlog through it."""

import io
import json
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp
from forms import Fields, Page, read_page
from waiting import Missing, require
from yarl import URL

MOST_REDIRECTS = 10
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PAGE = {"Accept": "text/html,application/xhtml+xml"}
API = {"Accept": "application/json"}
LOGIN_COOKIE = "session"


@dataclass(frozen=True)
class Answer:
    """One HTTP answer, read to its end."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Parse the body."""
        return json.loads(self.body)

    def page(self) -> Page:
        """Read the body as a page."""
        return read_page(self.body.decode())

    def require(self, *wanted: int) -> "Answer":
        """Raise `Missing` with what came instead, unless the status is a wanted one."""
        path, text = urlsplit(self.url).path, self.body[:300].decode(errors="replace")
        require(self.status in wanted, f"{path} answered {self.status}, not {wanted}: {text}")
        return self


@dataclass
class Browser:
    """Keeps a jar of cookies for every origin, so that no site sees another's.

    `seen` holds what Postlog answered, apart from its own cookies: nothing secret may be in it.
    `secrets` are those of its user: passwords, and what the cookies were.
    """

    gateway: str
    _exits: AsyncExitStack
    _sessions: dict[str, aiohttp.ClientSession] = field(default_factory=dict)
    seen: list[bytes] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)
    csrf: str = ""

    async def fetch(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] = API,
        data: bytes | Fields | None = None,
    ) -> Answer:
        """Send one request; redirects are left to the caller. A path is one of Postlog's."""
        address = URL(urljoin(self.gateway, url), encoded=True)
        session = await self._session(address)
        body_of = io.BytesIO(data) if isinstance(data, bytes) else data
        async with session.request(
            method, address, headers=headers, data=body_of, allow_redirects=False
        ) as response:
            body = await response.read()
            answer = Answer(str(address), response.status, response.headers, body)
        if str(address).startswith(f"{self.gateway}/"):
            self._remember(answer)
        return answer

    async def get(self, path: str) -> Answer:
        """Ask Postlog's API."""
        return await self.fetch("GET", path)

    async def send(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | bytes = b"",
        headers: Mapping[str, str] = {},
    ) -> Answer:
        """Change something through Postlog's API, with the proof that it was meant."""
        kind = {} if isinstance(body, bytes) else {"Content-Type": "application/json"}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.fetch(method, path, {**API, **kind, **self.proof(), **headers}, data)

    def proof(self) -> dict[str, str]:
        """Give the headers that a page of Postlog's own would send."""
        return {"Origin": self.gateway, "X-CSRF-Token": self.csrf}

    async def open(self, url: str, form: Fields | None = None) -> tuple[Answer, list[str]]:
        """Load a page as a person does; gives it and every address on the way, without queries."""
        trail: list[str] = []
        method, data = ("GET", None) if form is None else ("POST", form)
        for _ in range(MOST_REDIRECTS):
            answer = await self.fetch(method, url, PAGE, data)
            trail.append(f"{answer.status} {urljoin(answer.url, urlsplit(answer.url).path)}")
            if answer.status not in REDIRECTS:
                return answer, trail
            url, method, data = urljoin(answer.url, answer.headers["Location"]), "GET", None
        raise Missing(f"an end of the redirects of {trail[0]}")

    def cookies(self, origin: str | None = None) -> dict[str, str]:
        """Give the cookies that Postlog, or another origin, would get."""
        session = self._sessions.get(origin or self.gateway)
        if session is None:
            return {}
        found = session.cookie_jar.filter_cookies(URL(origin or self.gateway))
        return {name: morsel.value for name, morsel in found.items()}

    async def _session(self, address: URL) -> aiohttp.ClientSession:
        origin = str(address.origin())
        if origin not in self._sessions:
            session = aiohttp.ClientSession(
                # An IP address may have cookies here: everything runs on the loopback.
                cookie_jar=aiohttp.CookieJar(unsafe=True),
                timeout=aiohttp.ClientTimeout(total=120),
            )
            self._sessions[origin] = await self._exits.enter_async_context(session)
        return self._sessions[origin]

    def _remember(self, answer: Answer) -> None:
        shown = {name: text for name, text in answer.headers.items() if name != "Set-Cookie"}
        self.seen += [json.dumps(shown).encode(), answer.body]
        self.secrets |= {value for value in self.cookies().values() if value}


@asynccontextmanager
async def open_browser(gateway: str) -> AsyncIterator[Browser]:
    """Start a browser that nobody has used."""
    async with AsyncExitStack() as exits:
        yield Browser(gateway, exits)


@dataclass(frozen=True)
class Person:
    """Somebody who has signed up."""

    user_id: str
    email: str
    password: str


async def sign_up(browser: Browser) -> Person:
    """Sign a new person up, who is then signed in."""
    email = f"visitor-{secrets.token_hex(8)}@example.org"
    password = f"pw-{secrets.token_urlsafe(18)}"
    browser.secrets.add(password)
    told = {"email": email, "password": password}
    answer = (await browser.send("POST", "/api/auth/register", told)).require(201)
    require(LOGIN_COOKIE in browser.cookies(), "the session cookie")
    session = answer.json()
    browser.csrf = session["csrf"]
    return Person(session["user_id"], email, password)


async def sign_in(browser: Browser, person: Person) -> None:
    """Begin another session of a person."""
    told = {"email": person.email, "password": person.password}
    answer = (await browser.send("POST", "/api/auth/login", told)).require(200)
    browser.csrf = answer.json()["csrf"]
