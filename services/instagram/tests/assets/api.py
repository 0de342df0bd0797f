"""A browser that uploads files to the API, as the tests use it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from aiohttp import ClientSession

from instagram.assets.parts import AssetParts

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = TUS | {"Content-Type": "application/offset+octet-stream"}
PUBLIC_URL = "https://postlog.example"


@dataclass
class Browser:
    """A user at one replica of the API."""

    session: ClientSession
    url: str
    user_id: UUID = field(default_factory=uuid4)

    @property
    def who(self) -> dict[str, str]:
        """The header that names the user."""
        return {"X-User": str(self.user_id)}

    async def begin(self, size: int, **more: str) -> dict[str, Any]:
        """Begin an upload."""
        address = f"{self.url}/api/instagram/assets"
        async with self.session.post(
            address, json={"size": size, **more}, headers=self.who
        ) as answer:
            assert answer.status == 201, await answer.text()
            return dict(await answer.json())

    async def patch(self, asset: dict[str, Any], content: bytes, offset: int) -> tuple[int, int]:
        """Send bytes; gives the status, and the offset that is told."""
        headers = BYTES | self.who | {"Upload-Offset": str(offset)}
        async with self.session.patch(
            self.upload(asset), data=BytesIO(content), headers=headers
        ) as answer:
            return answer.status, int(answer.headers.get("Upload-Offset", "-1"))

    async def head(self, asset: dict[str, Any]) -> tuple[int, int]:
        """Ask where to go on."""
        async with self.session.head(self.upload(asset), headers=TUS | self.who) as answer:
            return answer.status, int(answer.headers.get("Upload-Offset", "-1"))

    async def terminate(self, asset: dict[str, Any]) -> int:
        """End the upload."""
        async with self.session.delete(self.upload(asset), headers=TUS | self.who) as answer:
            return answer.status

    async def show(self, asset: dict[str, Any]) -> dict[str, Any]:
        """Ask what became of it."""
        address = f"{self.url}/api/instagram/assets/{asset['asset_id']}"
        async with self.session.get(address, headers=self.who) as answer:
            assert answer.status == 200, await answer.text()
            return dict(await answer.json())

    async def send(self, content: bytes) -> dict[str, Any]:
        """Upload a whole file."""
        asset = await self.begin(len(content))
        assert await self.patch(asset, content, 0) == (204, len(content))
        return asset

    def upload(self, asset: dict[str, Any]) -> str:
        """The address of the upload, at this replica."""
        return str(asset["upload"]["url"]).replace(PUBLIC_URL, self.url)

    def preview(self, asset: dict[str, Any]) -> str:
        """The address of the file, at this replica."""
        return str(asset["preview_url"]).replace(PUBLIC_URL, self.url)


@dataclass
class Running:
    """The parts of assets, and replicas of the API over them."""

    parts: AssetParts
    browser: Callable[[], Awaitable[Browser]]
    examine: Callable[[], Awaitable[None]]
