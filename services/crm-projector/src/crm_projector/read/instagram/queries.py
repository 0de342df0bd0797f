"""What may be asked of Instagram's lists, and the positions that their cursors hold."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from contracts.instagram.posts import Kind, PostState
from crm_projector.read.queries import PageQuery, Query, RangeQuery, Storable, Text


class InstagramPostsQuery(PageQuery, RangeQuery):
    """Posts that every condition holds for; the time is that of the request.

    `pending` posts may still change by themselves; `text` is looked for in the caption.
    """

    account_id: UUID | None = None
    status: PostState | None = None
    pending: bool | None = None
    kind: Kind | None = None
    text: Text | None = None


class MediaQuery(PageQuery, RangeQuery):
    """Media that every condition holds for; the time is when Instagram says they were made.

    `ours` were posted from here; those that are `gone` are listed by Instagram no more.
    """

    account_id: UUID | None = None
    product_type: Text | None = None
    ours: bool | None = None
    gone: bool | None = None
    text: Text | None = None


class CommentsQuery(PageQuery, RangeQuery):
    """Comments that every condition holds for; the time is when they were written.

    `unanswered` ones were written by others, stand, and have no answer of the account. A thread is
    a comment with all that stands below it, named by the comment's id.
    """

    account_id: UUID | None = None
    media_id: Text | None = None
    comment_id: Text | None = None
    thread_id: Text | None = None
    unanswered: bool | None = None
    hidden: bool | None = None
    deleted: bool | None = None
    text: Text | None = None
    order: Literal["asc", "desc"] = "desc"


class MentionsQuery(PageQuery):
    """Mentions of one account, or of all."""

    account_id: UUID | None = None


class DaysQuery(Query):
    """A span of days in UTC: `from` belongs to it, `to` does not."""

    since: date | None = Field(default=None, alias="from")
    until: date | None = Field(default=None, alias="to")


class AccountInsightsQuery(PageQuery, DaysQuery):
    """Days of one account, or of all."""

    account_id: UUID | None = None


class PostPosition(BaseModel):
    """After this post."""

    at: AwareDatetime
    post_id: UUID


class MediumPosition(BaseModel):
    """After this medium."""

    at: AwareDatetime
    media_id: Storable
    account_id: UUID


class CommentPosition(BaseModel):
    """After this comment."""

    at: AwareDatetime
    comment_id: Storable
    account_id: UUID


class MentionPosition(BaseModel):
    """After this mention."""

    at: AwareDatetime
    media_id: Storable
    comment_id: Storable
    account_id: UUID


class DayPosition(BaseModel):
    """After this account's day."""

    day: date
    account_id: UUID
