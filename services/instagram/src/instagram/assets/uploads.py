"""Uploads of assets: begun by a request, and then sent by tus to the media store, in parts."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field

from common.errors import NotFound
from common.idempotency import check_repeat, request_sha256
from common.logs import get_logger
from common.postgres import Pool
from common.tus.errors import UploadFinished, UploadGone, WriterReplaced
from common.tus.sink import Piece
from instagram.assets.asset import Asset
from instagram.assets.rows import AssetRows
from instagram.assets.store import MediaStore, StoreUnavailable, part_key
from instagram.assets.video_limits import LARGEST_FILE
from instagram.errors import TooMuchKept

log = get_logger(__name__)
Wake = Callable[[], None]
MOST_UNSEEN = 50


class AssetRequest(BaseModel):
    """A file that is about to be uploaded; what it is called changes nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int = Field(gt=0, le=LARGEST_FILE)
    content_type: str = Field(default="", max_length=100, pattern=r"^[\x21-\x7e]*$")
    name: str = Field(default="", max_length=255, pattern=r"^[^\x00-\x1f\x7f]*$")


class Uploads:
    """Begins uploads; one user's files take at most `most_bytes`.

    Files of all users are looked into one after the other, so one user sends only so many at once.
    """

    def __init__(self, pool: Pool, most_bytes: int) -> None:
        self._pool, self._most_bytes = pool, most_bytes

    async def begin(self, user_id: UUID, request: AssetRequest, key: str | None) -> Asset:
        """Begin an upload, or give what this key began; raises `KeyReused` and `TooMuchKept`."""
        asset_id, digest = uuid4(), request_sha256(request)
        async with self._pool.connection() as connection:
            rows = AssetRows(connection)
            await rows.hold_room(user_id)
            is_new = await rows.create(
                (asset_id, user_id),
                size=request.size,
                name=request.name,
                content_type=request.content_type,
                idempotency_key=key,
                request_sha256=digest,
            )
            if not is_new:
                asset_id, first = await rows.find_by_key(user_id, key or "")
                check_repeat(first, digest, is_answered=True)
            else:
                self._check_room(*await rows.held(user_id))
            return await _owned(rows, asset_id, user_id)

    def _check_room(self, size: int, unseen: int) -> None:
        if size > self._most_bytes:
            raise TooMuchKept("Your files take all the room here; publish some, or wait a day.")
        if unseen > MOST_UNSEEN:
            raise TooMuchKept(
                f"{MOST_UNSEEN} files of yours are on the way; wait for some of them."
            )

    async def find(self, asset_id: UUID, user_id: UUID) -> Asset:
        """Give a user's asset; raises `NotFound`."""
        async with self._pool.connection() as connection:
            return await _owned(AssetRows(connection), asset_id, user_id)


class PartWriting:
    """One connection's way to store parts; `upload` is as of the last one."""

    def __init__(self, sink: "StoreSink", upload: Asset) -> None:
        self._sink, self.upload = sink, upload

    async def write(self, piece: Piece) -> None:
        """Store the next part; raises `WriterReplaced` where another was quicker."""
        self.upload = await self._sink.store_part(self.upload, piece.body)


class StoreSink:
    """The sink of tus: a part goes to the store under a name of its own, and then into the row.

    Any replica can go on. Of two that bring the same part the quicker one counts; the other's is
    deleted. `wake` is called when a file is whole.
    """

    def __init__(self, pool: Pool, store: MediaStore, wake: Wake) -> None:
        self._pool, self._store, self._wake = pool, store, wake

    async def find(self, identity: UUID, user_id: UUID) -> Asset:
        """Give the user's upload; raises `NotFound` and `UploadGone`."""
        async with self._pool.connection() as connection:
            return _open(await _owned(AssetRows(connection), identity, user_id))

    @asynccontextmanager
    async def writing(self, upload: Asset) -> AsyncIterator[PartWriting]:
        """Let a connection write; raises `UploadGone`."""
        yield PartWriting(self, await self.find(upload.asset_id, upload.user_id))

    async def terminate(self, identity: UUID, user_id: UUID) -> None:
        """End an upload that is not whole; its parts are deleted soon. Raises `UploadFinished`."""
        async with self._pool.connection() as connection:
            rows = AssetRows(connection)
            asset = await _owned(rows, identity, user_id)
            if not await rows.terminate(identity) and asset.status != "EXPIRED":
                raise UploadFinished("The whole file is here; it is forgotten if nobody uses it.")

    async def store_part(self, upload: Asset, body: bytes) -> Asset:
        """Store bytes behind those that are there; gives the upload after it."""
        key = part_key(upload.asset_id)
        await self._store.put(key, body)
        async with self._pool.connection() as connection:
            after = await AssetRows(connection).add_part(upload, key, len(body))
        if after is None:
            await self._drop(key)
            raise WriterReplaced("Another connection has brought this part of the file.")
        if after.status == "EXAMINING":
            self._wake()
        return after

    async def _drop(self, key: str) -> None:
        """Delete a part that does not count; if that fails, it goes with the asset."""
        with suppress(StoreUnavailable):
            await self._store.delete(key)


async def _owned(rows: AssetRows, asset_id: UUID, user_id: UUID) -> Asset:
    asset = await rows.find(asset_id)
    if asset is None or asset.user_id != user_id:
        raise NotFound("There is no such file.")
    return asset


def _open(asset: Asset) -> Asset:
    if asset.status == "EXPIRED":
        raise UploadGone("This upload was ended, or its time is over.")
    return asset
