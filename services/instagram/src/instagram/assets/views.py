"""An asset as the API shows it."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel

from instagram.assets.addresses import MediaAddresses
from instagram.assets.asset import Asset, Status
from instagram.assets.verdict import Change, Crop, Use

SENTENCES: dict[Status, str] = {
    "UPLOADING": "The file is being uploaded.",
    "EXAMINING": "The file is here; Postlog looks into it.",
    "READY": "The file can be published.",
    "REFUSED": "Instagram would not take this file; the problems say why.",
    "EXPIRED": "The upload was ended, or nobody used the file for a day; upload it again.",
}


class UploadPlace(BaseModel):
    """Where the bytes go, by tus 1.0."""

    url: str
    offset: int
    length: int


class ProblemView(BaseModel):
    """What rules these uses out, and what mends it; or what is only worth knowing."""

    code: str
    message: str
    next_step: str
    uses: list[Use]
    rules_out: bool
    crop: Crop | None
    """The largest part in the middle that would fit."""


class AssetView(BaseModel):
    """An uploaded file: what was found, what was changed, and what it can be used for."""

    asset_id: UUID
    status: Status
    message: str
    kind: Literal["image", "video"] | None
    name: str
    content_type: str
    size: int
    """Of the file that was uploaded."""
    published_size: int | None
    """Of the file that Instagram is given."""
    width: int | None
    height: int | None
    duration_ms: int | None
    uses: list[Use]
    problems: list[ProblemView]
    changes: list[Change]
    upload: UploadPlace | None
    """Only while bytes are missing."""
    preview_url: str | None
    """Good for a day; only once the file can be used."""
    created_at: datetime
    expires_at: datetime
    """When the file is forgotten, unless it is used before."""

    @classmethod
    def of(cls, asset: Asset, addresses: MediaAddresses, upload_url: str) -> Self:
        """Describe an asset."""
        is_ready = asset.status == "READY" and asset.store_key is not None
        place = UploadPlace(url=upload_url, offset=asset.received, length=asset.size)
        return cls(
            asset_id=asset.asset_id,
            status=asset.status,
            message=SENTENCES[asset.status],
            kind=asset.kind,
            name=asset.name,
            content_type=asset.content_type,
            size=asset.size,
            published_size=asset.stored_size,
            width=asset.width,
            height=asset.height,
            duration_ms=asset.duration_ms,
            uses=list(asset.uses) if is_ready else [],
            problems=[
                ProblemView(message=one.sentence, **one.model_dump(exclude={"sentence"}))
                for one in asset.problems
            ],
            changes=list(asset.changes),
            upload=place if asset.status == "UPLOADING" else None,
            preview_url=addresses.for_preview(asset.store_key or "") if is_ready else None,
            created_at=asset.created_at,
            expires_at=asset.expires_at,
        )
