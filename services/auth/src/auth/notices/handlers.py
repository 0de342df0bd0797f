"""`/api/auth/notices`: what needs the user, unread first."""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from auth.app_keys import PLATFORMS, POOL
from auth.notices.store import Kind, Notice, Notices, PageEnd
from auth.notices.words import words
from auth.platform import Platform
from common.errors import InvalidRequest, NotFound
from common.sessions import Session
from common.web import answer, read_query

CURSOR = re.compile(r"([01])\.([0-9]{1,16})\.([0-9a-f]{32})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class NoticePage(BaseModel):
    """Which page of notices is wanted."""

    model_config = ConfigDict(extra="forbid")

    cursor: Annotated[str, StringConstraints(max_length=60)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class NoticeView(BaseModel):
    """A notice in words; about a resolved one there is nothing left to do."""

    notice_id: UUID
    account_id: UUID
    provider: str
    kind: Kind
    reason: str
    sentence: str
    next_step: str
    created_at: datetime
    resolved_at: datetime | None
    read_at: datetime | None

    @classmethod
    def of(cls, notice: Notice, platform: Platform) -> "NoticeView":
        """Show a notice to its user."""
        written = words(platform, notice.kind, notice.reason)
        return cls(
            notice_id=notice.notice_id,
            account_id=notice.account_id,
            provider=notice.provider,
            kind=Kind(notice.kind),
            reason=notice.reason,
            sentence=written.sentence,
            next_step=written.next_step,
            created_at=notice.created_at,
            resolved_at=notice.resolved_at,
            read_at=notice.read_at,
        )


class NoticeList(BaseModel):
    """A page of notices; without a `next_cursor` it is the last."""

    notices: list[NoticeView]
    next_cursor: str | None


async def list_notices(request: web.Request, session: Session) -> web.StreamResponse:
    """Give what needs the user: unread first, newer before older."""
    asked = read_query(request, NoticePage)
    after = parse_cursor(asked.cursor) if asked.cursor else None
    async with request.app[POOL].connection() as connection:
        found = await Notices(connection).find_by_user(
            UUID(session.user_id), after, asked.limit + 1
        )
    shown = found[: asked.limit]
    following = cursor_of(shown[-1]) if len(found) > asked.limit else None
    views = [_view(request, notice) for notice in shown]
    return answer(NoticeList(notices=views, next_cursor=following))


async def read_notice(request: web.Request, session: Session) -> web.StreamResponse:
    """Note that the user has read it."""
    try:
        notice_id = UUID(request.match_info["notice_id"])
    except ValueError as error:
        raise NotFound("There is no such notice.") from error
    async with request.app[POOL].connection() as connection:
        notice = await Notices(connection).read(notice_id, UUID(session.user_id))
    if notice is None:
        raise NotFound("There is no such notice.")
    return answer(_view(request, notice))


def _view(request: web.Request, notice: Notice) -> NoticeView:
    return NoticeView.of(notice, request.app[PLATFORMS].of(notice.provider))


def cursor_of(notice: Notice) -> str:
    """Give the cursor of the page that follows this notice."""
    microseconds = (notice.created_at - EPOCH) // MICROSECOND
    return f"{int(notice.read_at is None)}.{microseconds}.{notice.notice_id.hex}"


def parse_cursor(text: str) -> PageEnd:
    """Read a cursor; raises `InvalidRequest`."""
    found = CURSOR.fullmatch(text)
    if found is None:
        raise InvalidRequest("cursor: this is not one that Postlog gave")
    at = EPOCH + int(found[2]) * MICROSECOND
    return PageEnd(found[1] == "1", at, UUID(found[3]))
