"""A client that speaks to a simulated Instagram over HTTP, and a receiver of its webhooks."""

import asyncio
import hashlib
import hmac
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientResponse, ClientSession, web

from sandbox.instagram.world import World

DEADLINE_SECONDS = 10
CALLBACK = "https://app.test/oauth/instagram?via=app"
SCOPES = (
    "instagram_basic,instagram_content_publish,instagram_manage_comments,"
    "instagram_manage_insights,instagram_manage_contents,instagram_manage_messages,"
    "pages_show_list,pages_read_engagement,pages_manage_metadata,business_management"
)
LOGIN_SCOPES = (
    "instagram_business_basic,instagram_business_content_publish,"
    "instagram_business_manage_comments,instagram_business_manage_insights,"
    "instagram_business_manage_messages"
)
BAKERY, DRAWINGS, PERSONAL, LIBRARY = (f"1784140{number:010}" for number in range(1, 5))
DAY = 86_400
VERSIONS = ("v26.0", "v27.0")
Answer = dict[str, Any]
Eventually = Callable[[Callable[[], Awaitable[object]]], Awaitable[Any]]


async def eventually(fact: Callable[[], Awaitable[Any]]) -> Any:
    """Ask again until the fact holds, and answer it; fail at the deadline."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not (found := await fact()):
            await asyncio.sleep(0.01)
    return found


@dataclass
class Receiver:
    """Takes deliveries and callbacks; answers the planned statuses first, then 200."""

    url: str = ""
    received: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    statuses: deque[int] = field(default_factory=deque)
    queries: list[Mapping[str, str]] = field(default_factory=list)
    echoes: bool = True

    async def take(self, request: web.Request) -> web.Response:
        """Record one delivery."""
        self.received.append((request.headers.copy(), await request.read()))
        return web.Response(status=self.statuses.popleft() if self.statuses else 200)

    async def verify(self, request: web.Request) -> web.Response:
        """Answer a challenge."""
        self.queries.append(dict(request.query))
        return web.Response(text=request.query["hub.challenge"] if self.echoes else "no")

    async def call_back(self, request: web.Request) -> web.Response:
        """Record a signed request."""
        self.signed.append(str((await request.post())["signed_request"]))
        return web.json_response({"url": "https://app.test/d/1", "confirmation_code": "1"})

    async def wait_for(self, count: int) -> list[tuple[Mapping[str, str], bytes]]:
        """The deliveries, once there are so many."""

        async def enough() -> bool:
            return len(self.received) >= count

        await eventually(enough)
        return self.received


class Client:
    """An app's view of the sandbox, and a tester's."""

    def __init__(self, world: World, session: ClientSession, version: str = "v26.0") -> None:
        self.world, self.session, self.version = world, session, version
        self.base, self.login_base = world.addresses.public, world.addresses.login

    # Facebook Login

    def dialog_query(self, **changes: str | None) -> dict[str, str]:
        """A good query of facebook.com's dialog; None leaves a parameter out."""
        query: dict[str, str | None] = {
            "client_id": self.world.settings.app_id,
            "redirect_uri": CALLBACK,
            "state": "s-8f1c",
            "response_type": "code",
            "scope": SCOPES,
            **changes,
        }
        return {name: value for name, value in query.items() if value is not None}

    async def open_dialog(self, **changes: str | None) -> ClientResponse:
        """GET the dialog of facebook.com."""
        url = f"{self.base}/{self.version}/dialog/oauth"
        return await self.session.get(url, params=self.dialog_query(**changes))

    async def decide(self, form: Mapping[str, object], **changes: str | None) -> str:
        """Post the dialog's form; answers where the browser is sent."""
        response = await self.session.post(
            f"{self.base}/{self.version}/dialog/oauth",
            params=self.dialog_query(**changes),
            data=pairs_of({"decision": "allow", **form}),
            allow_redirects=False,
        )
        assert response.status == 302, await response.text()
        return response.headers["Location"]

    async def code(self, user: str = "nora", **changes: str | None) -> str:
        """A code after somebody has allowed everything."""
        return query_of(await self.decide({"user": user}, **changes))["code"]

    async def exchange(self, code: str, **changes: str) -> tuple[int, Answer]:
        """A code for a token."""
        settings = self.world.settings
        query = {
            "client_id": settings.app_id,
            "client_secret": settings.app_secret,
            "redirect_uri": CALLBACK,
            "code": code,
            **changes,
        }
        return await self.get("oauth/access_token", **query)

    async def lengthen(self, token: str) -> tuple[int, Answer]:
        """A long-lived token for another."""
        settings = self.world.settings
        return await self.get(
            "oauth/access_token",
            grant_type="fb_exchange_token",
            client_id=settings.app_id,
            client_secret=settings.app_secret,
            fb_exchange_token=token,
        )

    async def token(self, user: str = "nora", **changes: str | None) -> str:
        """A long-lived user token."""
        _, short = await self.exchange(await self.code(user, **changes))
        _, long = await self.lengthen(short["access_token"])
        return str(long["access_token"])

    async def page(self, token: str, number: int = 0) -> Answer:
        """One of the Pages of a user token, with its own token."""
        _, answer = await self.get("me/accounts", token)
        return dict(answer["data"][number])

    async def unified(self, user: str = "nora") -> str:
        """The token of Unified Login."""
        config = self.world.settings.unified_config_id
        _, answer = await self.exchange(await self.code(user, config_id=config, scope=None))
        return str(answer["access_token"])

    @property
    def app_token(self) -> str:
        """The app's own token."""
        return f"{self.world.settings.app_id}|{self.world.settings.app_secret}"

    # Instagram Login

    def login_query(self, **changes: str | None) -> dict[str, str]:
        """A good query of instagram.com's dialog."""
        changes = {"client_id": self.world.settings.login_app_id, "scope": LOGIN_SCOPES, **changes}
        return self.dialog_query(**changes)

    async def decide_login(self, form: Mapping[str, object], **changes: str | None) -> str:
        """Post the form of instagram.com's dialog; answers where the browser is sent."""
        response = await self.session.post(
            f"{self.login_base}/oauth/authorize",
            params=self.login_query(**changes),
            data=pairs_of({"decision": "allow", **form}),
            allow_redirects=False,
        )
        assert response.status == 302, await response.text()
        return response.headers["Location"]

    async def login_code(self, user: str = "harbour.bakery") -> str:
        """A code of Instagram Login."""
        return query_of(await self.decide_login({"user": user}))["code"]

    async def login_short(self, code: str, **changes: str) -> tuple[int, Answer]:
        """A code for a token of an hour, at api.instagram.com."""
        settings = self.world.settings
        form = {
            "client_id": settings.login_app_id,
            "client_secret": settings.login_app_secret,
            "grant_type": "authorization_code",
            "redirect_uri": CALLBACK,
            "code": code,
            **changes,
        }
        response = await self.session.post(f"{self.login_base}/oauth/access_token", data=form)
        return response.status, await response.json()

    async def login_long(self, token: str) -> tuple[int, Answer]:
        """A token of 60 days for one of an hour."""
        secret = self.world.settings.login_app_secret
        query = {"grant_type": "ig_exchange_token", "client_secret": secret, "access_token": token}
        return await self.call("GET", f"{self.login_base}/access_token", query)

    async def login_token(self, user: str = "harbour.bakery") -> str:
        """A long-lived token of Instagram Login."""
        _, short = await self.login_short(await self.login_code(user))
        _, long = await self.login_long(short["access_token"])
        return str(long["access_token"])

    # calls

    async def call(self, method: str, url: str, query: Mapping[str, str]) -> tuple[int, Any]:
        """Call an address with a query."""
        response = await self.session.request(method, url, params=query)
        return response.status, await response.json()

    async def get(self, path: str, token: str = "", /, **query: str) -> tuple[int, Any]:
        """GET from graph.facebook.com."""
        return await self.graph("GET", path, token, **query)

    async def post(self, path: str, token: str = "", /, **query: str) -> tuple[int, Any]:
        """POST to graph.facebook.com."""
        return await self.graph("POST", path, token, **query)

    async def delete(self, path: str, token: str = "", /, **query: str) -> tuple[int, Any]:
        """DELETE at graph.facebook.com."""
        return await self.graph("DELETE", path, token, **query)

    async def graph(self, method: str, path: str, token: str, /, **query: str) -> tuple[int, Any]:
        """Call the host that the token is of."""
        base = self.login_base if token.startswith("IG") else self.base
        shown = {"access_token": token} if token else {}
        return await self.call(method, f"{base}/{self.version}/{path}", {**query, **shown})

    async def media(self, name: str = "loaf.jpg", **wish: object) -> str:
        """The address of a test file: square, unless something else is wished."""
        wish = {"width": 1080, "height": 1080, **wish}
        return str((await self.control("PUT", f"media/{name}", wish))["url"])

    async def container(self, token: str, account: str = BAKERY, **wish: str) -> tuple[int, Answer]:
        """POST a new container."""
        return await self.post(f"{account}/media", token, **wish)

    async def finished(self, token: str, account: str = BAKERY, **wish: str) -> str:
        """A container that is FINISHED; a photo unless something else is wished."""
        wish = wish or {"image_url": await self.media(), "caption": "bread"}
        status, answer = await self.container(token, account, **wish)
        assert status == 200, answer
        return await self.until(token, answer["id"], "FINISHED")

    async def until(self, token: str, container_id: str, state: str) -> str:
        """Wait until a container has a state."""

        async def holds() -> bool:
            _, answer = await self.get(container_id, token, fields="status_code,status")
            return bool(answer["status_code"] == state)

        await eventually(holds)
        return container_id

    async def publish(
        self, token: str, container_id: str, account: str = BAKERY
    ) -> tuple[int, Answer]:
        """Publish a container."""
        return await self.post(f"{account}/media_publish", token, creation_id=container_id)

    async def live(self, token: str, account: str = BAKERY, **wish: str) -> str:
        """A published media."""
        _, answer = await self.publish(token, await self.finished(token, account, **wish), account)
        return str(answer["id"])

    async def control(self, method: str, path: str, body: object = None) -> Any:
        """Call the control API."""
        response = await self.session.request(
            method, f"{self.base}/control/{path}", json=body if body is not None else {}
        )
        assert response.status < 300, await response.text()
        return await response.json() if response.status != 204 else None

    async def switch(self, **values: object) -> None:
        """Set switches."""
        await self.control("PUT", "switches", values)

    async def advance(self, seconds: float) -> None:
        """Let the sandbox's clock run ahead."""
        await self.control("PUT", "clock", {"advance_seconds": seconds})

    async def comment(self, media_id: str, **said: str) -> Answer:
        """Somebody comments a post."""
        return dict(await self.control("POST", f"posts/{media_id}/comments", said))

    async def subscribe(self, receiver: Receiver, side: str = "facebook", **more: object) -> None:
        """Subscribe an app in its dashboard."""
        body = {
            "side": side,
            "callback_url": receiver.url,
            "verify_token": "sim-verify",
            "fields": ["comments", "mentions", "messages", "story_insights", "live_comments"],
            **more,
        }
        await self.control("PUT", "subscriptions", body)

    async def subscribe_page(self, token: str, number: int = 0) -> None:
        """Subscribe the Page of a user token."""
        page = await self.page(token, number)
        status, answer = await self.post(
            f"{page['id']}/subscribed_apps", page["access_token"], subscribed_fields="feed"
        )
        assert status == 200, answer


def pairs_of(form: Mapping[str, object]) -> list[tuple[str, str]]:
    """The fields of a form; a list stands for several of one name."""
    return [
        (name, str(one))
        for name, value in form.items()
        for one in (value if isinstance(value, list) else [value])
    ]


def query_of(location: str) -> dict[str, str]:
    """The query of an address, decoded once."""
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def error_of(answer: tuple[int, Any]) -> tuple[int, int, int]:
    """Status, code and subcode of a refusal."""
    status, body = answer
    assert "error" in body, body
    return status, body["error"]["code"], body["error"].get("error_subcode", 0)


def is_genuine(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """What a receiver computes, written down a second time."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return headers["X-Hub-Signature-256"] == f"sha256={digest}"


def changes_of(body: bytes) -> list[Answer]:
    """The changes of a delivery with one entry."""
    [entry] = json.loads(body)["entry"]
    return list(entry["changes"])
