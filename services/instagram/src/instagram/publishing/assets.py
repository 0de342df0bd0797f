"""What publishing needs of uploaded files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from common.errors import NotFound
from common.postgres import Connection


@dataclass(frozen=True, slots=True)
class UsedAsset:
    """An uploaded file that a post may use."""

    asset_id: UUID
    is_video: bool


class UsableAssets(Protocol):
    """The uploaded files of all users."""

    async def take(
        self, connection: Connection, user_id: UUID, asset_ids: Sequence[UUID]
    ) -> Sequence[UsedAsset]:
        """Keep these files for as long as a post may need them.

        Raises a `ServiceError` where one is not there, not the user's, or not fit to be published.
        """

    def address(self, asset_id: UUID) -> str:
        """Give a signed address by which Instagram may fetch the file for a while."""


class NoAssets:
    """An installation without uploads: there is no such file."""

    async def take(
        self, _connection: Connection, _user_id: UUID, _asset_ids: Sequence[UUID]
    ) -> Sequence[UsedAsset]:
        """Raise `NotFound`."""
        raise NotFound("There is no such file.")

    def address(self, asset_id: UUID) -> str:
        """Raise `NotFound`."""
        raise NotFound(f"There is no file {asset_id}.")
