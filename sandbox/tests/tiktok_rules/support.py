"""A client that speaks to a sandbox over HTTP, and a receiver of its webhooks."""

import asyncio
import hashlib
import hmac
import json
from collections import deque
from collections.abc import AsyncIterable, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientResponse, ClientSession, web

from sandbox.tiktok.users import User
from sandbox.tiktok.world import World

DEADLINE_SECONDS = 10
CALLBACK = "https://app.test/oauth/tiktok/callback/"
VERIFIER = "simVerifier-0123456789_abcdefghijklmnopqrstuvwxyz~ABCDEF.GH"
ALL_SCOPES = (
    "user.info.basic,user.info.profile,user.info.stats,video.list,video.upload,video.publish"
)
Answer = dict[str, Any]
Eventually = Callable[[Callable[[], Awaitable[object]]], Awaitable[Any]]
Reaches = Callable[[str, str], Awaitable[Answer]]


async def eventually(fact: Callable[[], Awaitable[Any]]) -> Any:
    """Ask again until the fact holds, and answer it; fail at the deadline."""
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not (found := await fact()):
            await asyncio.sleep(0.01)
    return found


@dataclass
class Receiver:
    """Takes deliveries; answers the planned statuses first, then 200."""

    url: str = ""
    received: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)
    statuses: deque[int] = field(default_factory=deque)
    echoes: bool = True

    async def take(self, request: web.Request) -> web.Response:
        """Record one delivery."""
        self.received.append((request.headers.copy(), await request.read()))
        status = self.statuses.popleft() if self.statuses else 200
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    async def echo(self, request: web.Request) -> web.Response:
        """Answer a challenge."""
        return web.Response(text=request.query["challenge"] if self.echoes else "no")

    async def wait_for(self, count: int) -> list[tuple[Mapping[str, str], bytes]]:
        """The deliveries, once there are so many."""

        async def enough() -> bool:
            return len(self.received) >= count

        await eventually(enough)
        return self.received


class Client:
    """An app's view of the sandbox, and a tester's."""

    def __init__(self, world: World, session: ClientSession) -> None:
        self.world, self.session = world, session
        self.base = world.addresses.public

    def user(self, handle: str) -> User:
        """Somebody whom the sandbox has, as it keeps them."""
        found = self.world.content.users.by_handle(handle)
        assert found is not None, handle
        return found

    def authorize_query(self, **changes: str | None) -> dict[str, str]:
        """A good authorize query; None leaves a parameter out."""
        query: dict[str, str | None] = {
            "client_key": self.world.settings.client_key,
            "response_type": "code",
            "scope": ALL_SCOPES,
            "redirect_uri": CALLBACK,
            "state": "st_71c0",
            "disable_auto_auth": "1",
            **changes,
        }
        return {name: value for name, value in query.items() if value is not None}

    async def open_authorize(self, **changes: str | None) -> ClientResponse:
        """GET the authorize page."""
        url = f"{self.base}/v2/auth/authorize/"
        return await self.session.get(
            url, params=self.authorize_query(**changes), allow_redirects=False
        )

    async def decide(self, form: Sequence[tuple[str, str]], **changes: str | None) -> str:
        """Post the consent form; answers where the browser is sent."""
        response = await self.session.post(
            f"{self.base}/v2/auth/authorize/",
            params=self.authorize_query(**changes),
            data=form,
            allow_redirects=False,
        )
        assert response.status == 302
        return response.headers["Location"]

    async def code(
        self, user: str = "mara", ticked: str = ALL_SCOPES, **changes: str | None
    ) -> str:
        """A code after consent, decoded once."""
        form = [("user", user), ("decision", "allow")]
        form += [("scope", scope) for scope in ticked.split(",")]
        return query_of(await self.decide(form, **changes))["code"]

    async def oauth(self, path: str, **changes: str | None) -> tuple[int, Answer]:
        """POST a form to an OAuth endpoint with the app's credentials."""
        form: dict[str, str | None] = {
            "client_key": self.world.settings.client_key,
            "client_secret": self.world.settings.client_secret,
            **changes,
        }
        data = {name: value for name, value in form.items() if value is not None}
        response = await self.session.post(f"{self.base}/v2/oauth/{path}/", data=data)
        return response.status, await response.json() if await response.read() else {}

    async def exchange(self, code: str, /, **changes: str | None) -> tuple[int, Answer]:
        """Exchange a code."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        return await self.oauth("token", **{**form, **changes})

    async def refresh(self, refresh_token: str) -> Answer:
        """Refresh; answers the body."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return (await self.oauth("token", **form))[1]

    async def connect(self, user: str = "mara", ticked: str = ALL_SCOPES) -> Answer:
        """Consent and exchange; answers the tokens."""
        return (await self.exchange(await self.code(user, ticked)))[1]

    async def token(self, user: str = "mara", ticked: str = ALL_SCOPES) -> str:
        """An access token of the user."""
        return str((await self.connect(user, ticked))["access_token"])

    async def post(self, path: str, token: str, body: object = None) -> tuple[int, Answer]:
        """POST JSON to a posting endpoint."""
        response = await self.session.post(
            f"{self.base}/v2/post/publish/{path}/",
            json=body if body is not None else {},
            headers={"Authorization": f"Bearer {token}"},
        )
        return response.status, await response.json()

    async def user_info(self, token: str, fields: str) -> tuple[int, Answer]:
        """GET user/info."""
        response = await self.session.get(
            f"{self.base}/v2/user/info/",
            params={"fields": fields},
            headers={"Authorization": f"Bearer {token}"},
        )
        return response.status, await response.json()

    async def init(
        self, token: str, plan: tuple[int, int, int] = (11, 11, 1), **post: object
    ) -> tuple[int, Answer]:
        """Direct post init of a FILE_UPLOAD."""
        body = {
            "post_info": {"privacy_level": "SELF_ONLY", "title": "bread", **post},
            "source_info": source(plan),
        }
        return await self.post("video/init", token, body)

    async def begin(
        self, token: str, plan: tuple[int, int, int] = (11, 11, 1), **post: object
    ) -> tuple[str, str]:
        """A direct post that was accepted: its publish_id and upload_url."""
        _, answer = await self.init(token, plan, **post)
        assert answer["error"]["code"] == "ok", answer
        return answer["data"]["publish_id"], answer["data"]["upload_url"]

    async def put(
        self,
        url: str,
        content: bytes | AsyncIterable[bytes],
        content_range: str | None,
        **headers: str,
    ) -> ClientResponse:
        """PUT bytes to the upload host."""
        sent = {"Content-Type": "video/mp4", **headers}
        if content_range is not None:
            sent["Content-Range"] = content_range
        # aiohttp warns of large bodies given as plain bytes
        body = BytesIO(content) if isinstance(content, bytes) else content
        return await self.session.put(url, data=body, headers=sent)

    async def media(self, name: str = "bread.mp4", **wish: object) -> str:
        """The address of a test file on a verified property."""
        return str((await self.control("PUT", f"media/{name}", wish))["url"])

    async def pull(self, token: str, url: str, **post: object) -> tuple[int, Answer]:
        """Direct post init of a PULL_FROM_URL."""
        body = {
            "post_info": {"privacy_level": "SELF_ONLY", "title": "bread", **post},
            "source_info": {"source": "PULL_FROM_URL", "video_url": url},
        }
        return await self.post("video/init", token, body)

    async def photos(
        self, token: str, urls: Sequence[str], mode: str = "DIRECT_POST", **post: object
    ) -> tuple[int, Answer]:
        """Init of a post of photos."""
        source = {"source": "PULL_FROM_URL", "photo_cover_index": 0, "photo_images": urls}
        info = {"privacy_level": "SELF_ONLY", "title": "loaves", **post}
        body = {
            "media_type": "PHOTO",
            "post_mode": mode,
            "post_info": info,
            "source_info": source,
        }
        return await self.post("content/init", token, body)

    async def videos(
        self, token: str, path: str, fields: str, body: object = None
    ) -> tuple[int, Answer]:
        """Call video/list or video/query."""
        response = await self.session.post(
            f"{self.base}/v2/video/{path}/",
            params={"fields": fields},
            json=body,
            headers={"Authorization": f"Bearer {token}"},
        )
        return response.status, await response.json()

    async def draft(self, token: str, content: bytes = b"abc") -> str:
        """An inbox video with all its bytes sent."""
        size = len(content)
        _, answer = await self.post(
            "inbox/video/init", token, {"source_info": source((size, size, 1))}
        )
        await self.put(answer["data"]["upload_url"], content, f"bytes 0-{size - 1}/{size}")
        return str(answer["data"]["publish_id"])

    async def post_of(self, publish_id: str) -> Answer:
        """The sandbox's own view of one publish."""
        return next(post for post in await self.posts() if post["publish_id"] == publish_id)

    async def publish(self, token: str, content: bytes = b"hello video", **post: object) -> str:
        """A direct post with all its bytes sent."""
        size = len(content)
        publish_id, url = await self.begin(token, (size, size, 1), **post)
        response = await self.put(url, content, f"bytes 0-{size - 1}/{size}")
        assert response.status == 201
        return publish_id

    async def status(self, token: str, publish_id: str) -> Answer:
        """The `data` of a status call."""
        _, answer = await self.post("status/fetch", token, {"publish_id": publish_id})
        return dict(answer["data"])

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

    async def posts(self) -> list[Answer]:
        """The sandbox's own view of the publishes."""
        return list((await self.control("GET", "state"))["publishes"])


def source(plan: tuple[int, int, int]) -> dict[str, object]:
    """`source_info` of a FILE_UPLOAD."""
    size, chunk, count = plan
    return {
        "source": "FILE_UPLOAD",
        "video_size": size,
        "chunk_size": chunk,
        "total_chunk_count": count,
    }


def query_of(location: str) -> dict[str, str]:
    """The query of an address, decoded once."""
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def is_genuine(headers: Mapping[str, str], body: bytes, secret: str) -> bool:
    """What a receiver computes, written down a second time."""
    parts = dict(part.split("=", 1) for part in headers["TikTok-Signature"].split(","))
    message = parts["t"].encode() + b"." + body
    return parts["s"] == hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def content_of(body: bytes) -> Any:
    """The inner JSON of a delivery."""
    return json.loads(json.loads(body)["content"])
