"""What may be asked of the inbox, and the position that its cursor holds."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from crm_projector.read.queries import PageQuery, Storable, Text

Kind = Literal["comment", "mention"]


class InboxQuery(PageQuery):
    """Comments and mentions that every condition holds for.

    Without `unanswered`, those that wait for an answer come first. The account's own answers stand
    in the threads, not in this list. A mention is neither hidden nor deleted.
    """

    account_id: UUID | None = None
    kind: Kind | None = None
    media_id: Text | None = None
    comment_id: Text | None = None
    unanswered: bool | None = Field(
        default=None,
        description="Written by others, standing, shown, and without an answer of the account.",
    )
    hidden: bool | None = None
    deleted: bool | None = None


class InboxPosition(BaseModel):
    """After this item; `is_open` tells whether it waits for an answer."""

    is_open: bool
    at: AwareDatetime
    item_id: Storable
    account_id: UUID
