"""What publishing asks for: a file that may be used for a kind of post, and its address."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from uuid import UUID

from common.errors import NotFound
from common.postgres import Connection, Pool
from instagram.assets.addresses import MediaAddresses
from instagram.assets.asset import Asset
from instagram.assets.rows import AssetRows
from instagram.assets.store import MediaStore, Span
from instagram.assets.verdict import USES, Use
from instagram.errors import MediaNotReady, MediaRefused


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the store, for whoever sends it on."""

    size: int
    store_key: str


@dataclass(frozen=True, slots=True)
class UsableAsset:
    """A file that Instagram may fetch from `url`, which is signed and lasts for 24 hours."""

    asset_id: UUID
    url: str
    is_video: bool
    size: int
    width: int
    height: int
    store_key: str


class Assets:
    """The uploaded files of all users."""

    def __init__(self, pool: Pool, addresses: MediaAddresses, store: MediaStore) -> None:
        self._pool, self._addresses, self._store = pool, addresses, store

    async def address(self, asset_id: UUID) -> str:
        """Sign an address of a file that was taken before, and keep it for another 24 hours.

        Raises `MediaRefused` where it is gone.
        """
        return await self._addresses.for_meta((await self.stored(asset_id)).store_key)

    async def stored(self, asset_id: UUID) -> StoredFile:
        """Find a file that was taken before, and keep it for another 24 hours.

        Raises `MediaRefused` where it is gone.
        """
        async with self._pool.connection() as connection:
            rows = AssetRows(connection)
            asset = await rows.find(asset_id)
            if asset is None or asset.status != "READY" or asset.store_key is None:
                raise MediaRefused(f"The file {asset_id} is not kept any more; upload it again.")
            await rows.use(asset_id)
        return StoredFile(asset.stored_size or 0, asset.store_key)

    def read(self, file: StoredFile, offset: int) -> AsyncGenerator[bytes, None]:
        """Give the file's bytes from `offset` on; raises what the store raises."""
        return self._store.read(file.store_key, Span(offset, file.size - 1))

    async def hold(self, connection: Connection, user_id: UUID, asset_ids: Sequence[UUID]) -> None:
        """Lock a user's files, before several are taken: in one order, whatever the post's is."""
        await AssetRows(connection).hold(user_id, asset_ids)

    async def take(
        self, connection: Connection, user_id: UUID, asset_id: UUID, use: Use
    ) -> UsableAsset:
        """Give a user's file, and keep it for another 24 hours.

        Raises `NotFound`, `MediaNotReady` while it comes or is examined, and `MediaRefused` with
        the reason where it cannot be used for this.
        """
        rows = AssetRows(connection)
        asset = await rows.find(asset_id)
        if asset is None or asset.user_id != user_id:
            raise NotFound(f"There is no uploaded file {asset_id}.")
        key = _usable(asset, use)
        await rows.use(asset_id)
        return UsableAsset(
            asset_id=asset_id,
            url=await self._addresses.for_meta(key),
            is_video=asset.kind == "video",
            size=asset.stored_size or 0,
            width=asset.width or 0,
            height=asset.height or 0,
            store_key=key,
        )


def _usable(asset: Asset, use: Use) -> str:
    """Give the key of a file that may be used so; raises the reason why not."""
    if asset.status in {"UPLOADING", "EXAMINING"}:
        raise MediaNotReady(f"The file {asset.asset_id} is not here yet, or is being looked into.")
    if asset.status == "EXPIRED":
        raise MediaRefused(f"The file {asset.asset_id} was not used for a day; upload it again.")
    ruling = [one for one in asset.problems if one.rules_out and use in one.uses]
    if ruling:
        raise MediaRefused(" ".join(f"{one.sentence} {one.next_step}" for one in ruling))
    if use not in asset.uses or asset.store_key is None:
        fitting = ", ".join(USES[asset.kind]) if asset.kind else "nothing"
        raise MediaRefused(f"A file of the kind {asset.kind} is not for {use}, but for {fitting}.")
    return asset.store_key
