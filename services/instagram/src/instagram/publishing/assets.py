"""What publishing needs of uploaded files."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from common.postgres import Connection
from instagram.assets.usable import Assets, StoredFile
from instagram.assets.verdict import Use


@dataclass(frozen=True, slots=True)
class UsedAsset:
    """An uploaded file that a post may use."""

    asset_id: UUID
    is_video: bool


class UsableAssets(Protocol):
    """The uploaded files of all users."""

    async def take(
        self, connection: Connection, user_id: UUID, asset_ids: Sequence[UUID], use: Use
    ) -> Sequence[UsedAsset]:
        """Keep these files for as long as a post of this kind may need them.

        Raises a `ServiceError` where one is not there, not the user's, or not fit for the kind.
        """

    async def address(self, asset_id: UUID) -> str:
        """Give a signed address by which Instagram may fetch the file for a while.

        Raises `MediaRefused` where the file is gone.
        """

    async def stored(self, asset_id: UUID) -> StoredFile:
        """Find the file, to send it; raises `MediaRefused` where it is gone."""

    def read(self, file: StoredFile, offset: int) -> AsyncGenerator[bytes, None]:
        """Give the file's bytes from `offset` on."""


class UploadedAssets:
    """The files in the media store."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets

    async def take(
        self, connection: Connection, user_id: UUID, asset_ids: Sequence[UUID], use: Use
    ) -> Sequence[UsedAsset]:
        """Give the files in their order; the first that is not fit is told."""
        await self._assets.hold(connection, user_id, asset_ids)
        taken = [await self._assets.take(connection, user_id, one, use) for one in asset_ids]
        return [UsedAsset(one.asset_id, one.is_video) for one in taken]

    async def address(self, asset_id: UUID) -> str:
        """Sign an address, and keep the file for another while."""
        return await self._assets.address(asset_id)

    async def stored(self, asset_id: UUID) -> StoredFile:
        """Find the file, and keep it for another while."""
        return await self._assets.stored(asset_id)

    def read(self, file: StoredFile, offset: int) -> AsyncGenerator[bytes, None]:
        """Read from the store."""
        return self._assets.read(file, offset)
