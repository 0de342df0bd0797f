"""A post in the hands of a test: asked for, taken on, and let grow old without waiting."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from common.errors import NotFound
from common.postgres import Connection
from instagram.assets.store import StoreUnavailable
from instagram.assets.usable import StoredFile
from instagram.errors import MediaRefused
from instagram.parts import Parts
from instagram.posts.queries import PostQueries
from instagram.posts.requests import PublishRequest
from instagram.posts.view import PostView
from instagram.publishing.advance import Advancing
from instagram.publishing.assets import UsedAsset
from instagram.publishing.retry import Retrying
from instagram.publishing.start import Publishing

from ..support import Connected, Sandbox

# Everything that only time changes: of a post as of the calls that were counted for it.
AGE = (
    "UPDATE posts SET attempt_at = attempt_at - %(by)s, called_at = called_at - %(by)s,"
    " status_since = status_since - %(by)s, claimed_until = claimed_until - %(by)s,"
    " next_due_at = next_due_at - %(by)s",
    "UPDATE containers SET made_at = made_at - %(by)s, observed_at = observed_at - %(by)s",
    "UPDATE request_log SET at = at - %(by)s",
    "UPDATE endpoint_pauses SET until = until - %(by)s",
)
MOST_STEPS = 60


class Files:
    """Uploaded files, by id: the address that Instagram may fetch, and whether it is a video."""

    def __init__(self) -> None:
        self.kept: dict[UUID, tuple[str, bool]] = {}
        self.videos: dict[str, bytes] = {}
        self.offsets: list[int] = []
        self.breaks_at: list[int] = []

    def keep(self, asset_id: UUID, address: str, *, is_video: bool) -> None:
        """Take a file for ready."""
        self.kept[asset_id] = (address, is_video)

    def keep_video(self, content: bytes) -> UUID:
        """Keep a video that Instagram cannot fetch."""
        asset_id = uuid4()
        self.keep(asset_id, "http://127.0.0.1:9/unreachable.mp4", is_video=True)
        self.videos[str(asset_id)] = content
        return asset_id

    async def take(
        self, connection: Connection, user_id: UUID, asset_ids: Sequence[UUID], use: str
    ) -> Sequence[UsedAsset]:
        """Give those that are there."""
        if not self.kept.keys() >= set(asset_ids):
            raise NotFound("There is no such file.")
        return [UsedAsset(one, self.kept[one][1]) for one in asset_ids]

    async def address(self, asset_id: UUID) -> str:
        """Give the address; raises `MediaRefused` where the file is gone."""
        if asset_id not in self.kept:
            raise MediaRefused("The file is not kept any more.")
        return self.kept[asset_id][0]

    async def stored(self, asset_id: UUID) -> StoredFile:
        """Find a video."""
        return StoredFile(len(self.videos[str(asset_id)]), str(asset_id))

    async def read(self, file: StoredFile, offset: int) -> AsyncGenerator[bytes, None]:
        """Give the bytes; `breaks_at` says of each time in turn at which of them it breaks off."""
        self.offsets.append(offset)
        end = self.breaks_at.pop(0) if self.breaks_at else file.size
        yield self.videos[file.store_key][offset:end]
        if end < file.size:
            raise StoreUnavailable("The media store does not answer.")


@dataclass
class Poster:
    """Begins posts and takes them on as the agent does."""

    parts: Parts
    sandbox: Sandbox
    publishing: Publishing
    retrying: Retrying
    advancing: Advancing
    files: Files = field(default_factory=Files)

    async def media(self, name: str = "loaf.jpg", **wish: object) -> str:
        """The address of a test file: square, unless something else is wished."""
        wish = {"width": 1080, "height": 1080, **wish}
        return str((await self.sandbox.control("PUT", f"media/{name}", wish))["url"])

    async def picture(self, account: Connected, **changes: Any) -> PublishRequest:
        """A picture to post."""
        media = changes.pop("media", None) or [{"image_url": await self.media()}]
        given = {"account_id": account.account_id, "kind": "IMAGE", "caption": "Fresh bread"}
        return PublishRequest.model_validate({**given, "media": media, **changes})

    async def reel(self, account: Connected, **changes: Any) -> PublishRequest:
        """A video to post."""
        media = [{"video_url": await self.media("knead.mp4", width=1080, height=1920)}]
        return await self.picture(account, kind="REELS", media=media, **changes)

    async def carousel(self, account: Connected, count: int = 3, **more: Any) -> PublishRequest:
        """Pictures, and a video at the end."""
        media = [{"image_url": await self.media(f"{n}.jpg")} for n in range(count - 1)]
        media.append({"video_url": await self.media("last.mp4", width=1080, height=1080)})
        return await self.picture(account, kind="CAROUSEL", media=media, **more)

    async def begin(
        self, account: Connected, request: PublishRequest, key: str | None = None
    ) -> UUID:
        """Ask for a post."""
        return (await self.publishing.start(account.user_id, request, key)).post.post_id

    async def posted(self, account: Connected, request: PublishRequest) -> PostView:
        """Ask for a post, and take it on until it needs nobody any more."""
        return await self.finish(await self.begin(account, request))

    async def finish(self, post_id: UUID) -> PostView:
        """Take a post on until nothing is due; each wait is skipped."""
        for _ in range(MOST_STEPS):
            await self.advancing.advance(post_id)
            wait = await self.wait_of(post_id)
            if wait is None:
                return await self.view(post_id)
            await self.pass_time(wait.total_seconds())
        raise AssertionError(f"not settled: {await self.view(post_id)}")

    async def until(self, post_id: UUID, status: str) -> PostView:
        """Take a post on until it has this status, and no further."""
        for _ in range(MOST_STEPS):
            await self.advancing.advance(post_id)
            view = await self.view(post_id)
            if view.status == status:
                return view
            wait = await self.wait_of(post_id)
            assert wait is not None, view
            await self.pass_time(wait.total_seconds())
        raise AssertionError(f"never {status}: {await self.view(post_id)}")

    async def step(self, post_id: UUID, seconds: float = 0) -> PostView:
        """Let time pass, and take the post on as far as it goes at once."""
        await self.pass_time(seconds)
        await self.advancing.advance(post_id)
        return await self.view(post_id)

    async def wait_of(self, post_id: UUID) -> timedelta | None:
        """How long until the next step is due; None where there is none."""
        async with self.parts.pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT next_due_at - now() FROM posts WHERE post_id = %s", (post_id,)
            )
            row = await cursor.fetchone()
        assert row is not None
        wait: timedelta | None = row[0]
        return wait and max(wait, timedelta(0))

    async def pass_time(self, seconds: float) -> None:
        """Let everything here, and the sandbox, be so much older."""
        if seconds <= 0:
            return
        async with self.parts.pool.connection() as connection:
            for statement in AGE:
                await connection.execute(statement, {"by": timedelta(seconds=seconds)})
        await self.sandbox.control("PUT", "clock", {"advance_seconds": seconds})

    async def view(self, post_id: UUID) -> PostView:
        """Give the post as it is."""
        async with self.parts.pool.connection() as connection:
            cursor = await connection.execute(
                "SELECT user_id FROM posts WHERE post_id = %s", (post_id,)
            )
            row = await cursor.fetchone()
        assert row is not None
        return await PostQueries(self.parts.pool).require(str(post_id), row[0])

    async def published(self) -> list[Any]:
        """What is live at Instagram; the children of a carousel are part of it."""
        state = await self.sandbox.control("GET", "state")
        return [one for one in state["media"] if not one.get("parent_id")]
