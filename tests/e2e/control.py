"""The sandbox's control API: what a test may know of and do to a platform's side."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from waiting import require

Json = dict[str, Any]


class Sandbox:
    """A client of `/control/`: what every platform of the sandbox has."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self.address = address

    async def requests(self, **wanted: str) -> list[Json]:
        """Give the requests that the platform got, narrowed by their attributes."""
        return list((await self._ask("GET", "requests", params=wanted))["requests"])

    async def secrets(self) -> list[str]:
        """Give every code, token and upload token that was ever issued."""
        return [one["value"] for one in (await self._ask("GET", "secrets"))["secrets"]]

    @asynccontextmanager
    async def switched(self, **switches: object) -> AsyncIterator[None]:
        """Set switches for a while, and put them back however it ends."""
        before = await self._ask("GET", "switches")
        await self._ask("PUT", "switches", json=switches)
        try:
            yield
        finally:
            await self._ask("PUT", "switches", json={name: before[name] for name in switches})

    async def release(self, order: str = "fifo") -> list[Json]:
        """Send the webhooks that were held back, one after the other."""
        return list(
            (await self._ask("POST", "webhooks/release", json={"order": order}))["deliveries"]
        )

    async def inject(self, **wish: object) -> list[Json]:
        """Send a webhook of one's own making, and give what was answered."""
        return list((await self._ask("POST", "webhooks/inject", json=wish))["deliveries"])

    async def serve(self, name: str, **sample: object) -> str:
        """Have a file of test media served, and give its address, which the platform may fetch."""
        return str((await self._ask("PUT", f"media/{name}", json=sample))["url"])

    @asynccontextmanager
    async def later(self, seconds: float) -> AsyncIterator[None]:
        """Let the platform's clock run ahead for a while."""
        await self._ask("PUT", "clock", json={"offset_seconds": seconds})
        try:
            yield
        finally:
            await self._ask("PUT", "clock", json={"offset_seconds": 0})

    async def plan_fault(self, **fault: object) -> None:
        """Plan a misbehaviour."""
        await self._ask("POST", "faults", json=fault)

    async def forget_faults(self) -> None:
        """Behave again."""
        await self._ask("DELETE", "faults")

    async def _ask(self, method: str, path: str, **request: Any) -> Json:
        url = f"{self.address}/control/{path}"
        async with self._session.request(method, url, **request) as response:
            text = await response.text()
            require(response.status < 300, f"/control/{path} answered {response.status}: {text}")
            return dict(await response.json()) if text else {}


class Control(Sandbox):
    """TikTok's side."""

    async def add_user(self, prefix: str, *, private: bool) -> Json:
        """Make a person with a TikTok account, who has connected to nothing yet."""
        wish = {"count": 1, "prefix": prefix, "private": private}
        [user] = (await self._ask("POST", "users", json=wish))["users"]
        return dict(user)

    async def publish(self, publish_id: str) -> Json:
        """Give what TikTok knows of a post."""
        publishes = (await self._ask("GET", "state"))["publishes"]
        return next(one for one in publishes if one["publish_id"] == publish_id)

    async def publishes(self, open_id: str) -> list[Json]:
        """Give what TikTok knows of all posts of a user."""
        publishes = (await self._ask("GET", "state"))["publishes"]
        return [one for one in publishes if one["open_id"] == open_id]

    async def deliveries(self, publish_id: str, state: str | None = None) -> list[Json]:
        """Give the webhooks about a post, in one state or in any."""
        deliveries = (await self._ask("GET", "state"))["deliveries"]
        return [
            one
            for one in deliveries
            if one["content"].get("publish_id") == publish_id and state in (None, one["state"])
        ]

    async def grants(self) -> list[Json]:
        """Give the grants that still have a living token."""
        return list((await self._ask("GET", "state"))["grants"])

    async def disconnect(self, handle: str) -> None:
        """Let the user remove the app in TikTok's settings."""
        await self._ask("POST", f"users/{handle}/disconnect")

    async def hide(self, publish_id: str) -> None:
        """Let the user make the post private."""
        await self._ask("POST", f"publishes/{publish_id}/hide")

    async def expire(self, open_id: str, kind: str = "access") -> None:
        """Let the user's tokens of a kind end now; those of the other kind live on."""
        await self._ask("POST", "expire", json={"open_id": open_id, "kind": kind})

    async def inits(self, open_id: str) -> list[Json]:
        """Give the posts that TikTok was asked to take for a user, in whatever way."""
        found = await self.requests(open_id=open_id)
        return [one for one in found if one["path"].endswith("/init/")]

    async def change(self, handle: str, **profile: object) -> None:
        """Let the user change something about their account."""
        await self._ask("PATCH", f"users/{handle}", json=profile)

    async def post_draft(self, publish_id: str, privacy_level: str) -> None:
        """Let the user post a draft from the inbox; it may be posted again."""
        wish = {"privacy_level": privacy_level}
        await self._ask("POST", f"publishes/{publish_id}/post", json=wish)

    async def add_videos(self, handle: str, **wish: object) -> list[Json]:
        """Let the user have posted before, without Postlog."""
        return list((await self._ask("POST", f"users/{handle}/videos", json=wish))["videos"])

    async def hide_video(self, video_id: str) -> None:
        """Let the user make one video private."""
        await self._ask("POST", f"videos/{video_id}/hide")


@asynccontextmanager
async def open_control(sandbox: str) -> AsyncIterator[Control]:
    """Open the control API for as long as it is needed."""
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield Control(session, sandbox)
