"""What may be asked of TikTok's lists, and the positions that their cursors hold."""

from uuid import UUID

from pydantic import AwareDatetime, BaseModel

from contracts.tiktok.events import DeliveryState
from crm_projector.read.queries import PageQuery, RangeQuery, Storable, Text


class PostsQuery(PageQuery, RangeQuery):
    """Posts that every condition holds for; the time is that of the request.

    `pending` posts may still change by themselves; `text` is looked for in the caption.
    """

    account_id: UUID | None = None
    status: DeliveryState | None = None
    pending: bool | None = None
    mode: Text | None = None
    text: Text | None = None


class ForeignVideosQuery(PageQuery):
    """Videos of one account, or of all."""

    account_id: UUID | None = None


class PostPosition(BaseModel):
    """After this post."""

    at: AwareDatetime
    post_id: UUID


class VideoPosition(BaseModel):
    """After this video."""

    at: AwareDatetime
    platform_post_id: Storable
    account_id: UUID
