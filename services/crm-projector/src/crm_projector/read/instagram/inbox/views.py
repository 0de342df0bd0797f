"""What the API shows of the inbox."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from crm_projector.read.instagram.views import Reply, TextOrEmpty
from crm_projector.read.views import LogPosition, View


class InboxItem(LogPosition):
    """A comment below a medium of the account, or a mention of it by others.

    `is_open` ones wait for an answer. `thread_count` counts the other comments of the same thread
    that stand. A mention in a caption has no `comment_id`. The author is null where Instagram
    withholds it. `by_us` tells whether it was deleted from here; `refused_action` is what was
    wanted last and not done, for the reason in `fail_message`.
    """

    kind: Literal["comment", "mention"]
    item_id: str
    account_id: UUID
    comment_id: str | None
    media_id: str | None
    parent_id: str | None
    thread_id: str | None
    thread_count: int
    at: datetime
    text: TextOrEmpty
    author_name: str | None
    is_open: bool
    is_ours: bool
    is_of_ad: bool
    is_hidden: bool
    is_answered: bool
    replies: list[Reply]
    deleted_at: datetime | None
    by_us: bool | None
    refused_action: str | None
    fail_code: str | None
    fail_message: str | None
    media_permalink: str | None
    media_caption: str | None
    media_product_type: str | None
    updated_at: datetime


class Inbox(View):
    """What waits for an answer first, each part newest first."""

    items: list[InboxItem]
    next_cursor: str | None


class InboxCount(View):
    """How many comments and mentions wait for an answer."""

    unanswered: int = Field(description="100 means a hundred or more.")
