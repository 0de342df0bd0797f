"""`/api/auth/me/drafts`: posts that the person has begun, kept for all their devices."""

import json
import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict, JsonValue, StringConstraints, field_validator

from auth.app_keys import POOL
from auth.drafts.store import MOST, Draft, Drafts
from auth.errors import TooManyDrafts
from common.errors import InvalidRequest, NotFound
from common.sessions import Session
from common.web import answer, read_body

NAME = re.compile(r"[A-Za-z0-9._-]{1,120}")
MOST_BYTES = 65_536
# A page of our own, by its path: a draft can never lead to another site.
PAGE = r"^/(?:[A-Za-z0-9._~%-]+/?)*(?:\?[A-Za-z0-9._~%&=-]*)?$"
NO_ZERO = r"^[^\u0000]*$"


class DraftWish(BaseModel):
    """What a page keeps: a title for lists, the page's own address, and its form.

    `form` is any JSON object of at most 65,536 bytes; files are never in it.
    """

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, StringConstraints(max_length=200, pattern=NO_ZERO)]
    href: Annotated[str, StringConstraints(max_length=300, pattern=PAGE)]
    form: dict[str, JsonValue]

    @field_validator("form")
    @classmethod
    def _small(cls, form: dict[str, JsonValue]) -> dict[str, JsonValue]:
        if len(json.dumps(form, ensure_ascii=False).encode()) > MOST_BYTES:
            raise ValueError(f"larger than {MOST_BYTES:,} bytes")
        return form


class DraftLine(BaseModel):
    """A draft in the list of all."""

    draft_id: str
    title: str
    href: str
    saved_at: datetime


class DraftView(DraftLine):
    """A draft with its form, as the page saved it."""

    form: dict[str, JsonValue]

    @classmethod
    def of(cls, draft: Draft) -> "DraftView":
        """Show a draft to its person."""
        return cls(**_line(draft).model_dump(), form=json.loads(draft.form))


class DraftList(BaseModel):
    """All drafts of the person, the newest first; at most 50."""

    drafts: list[DraftLine]


async def list_drafts(request: web.Request, session: Session) -> web.StreamResponse:
    """Give the posts that the person has begun, without their forms."""
    async with request.app[POOL].connection() as connection:
        found = await Drafts(connection).find_by_user(UUID(session.user_id))
    return answer(DraftList(drafts=[_line(draft) for draft in found]))


async def show_draft(request: web.Request, session: Session) -> web.StreamResponse:
    """Give a draft with its form."""
    name = _name(request)
    async with request.app[POOL].connection() as connection:
        found = await Drafts(connection).find(UUID(session.user_id), name)
    if found is None:
        raise NotFound("There is no such draft.")
    return answer(DraftView.of(found))


async def save_draft(request: web.Request, session: Session) -> web.StreamResponse:
    """Keep a draft under a name that the page chooses, in place of what was kept under it."""
    name, wish = _name(request), await read_body(request, DraftWish)
    async with request.app[POOL].connection() as connection:
        is_kept = await Drafts(connection).save(
            UUID(session.user_id), name, wish.title, wish.href, wish.form
        )
    if not is_kept:
        raise TooManyDrafts(f"{MOST} drafts are kept already. Delete one that you do not need.")
    return web.Response(status=204)


async def delete_draft(request: web.Request, session: Session) -> web.StreamResponse:
    """Forget a draft; repeated, it does no more."""
    async with request.app[POOL].connection() as connection:
        await Drafts(connection).delete(UUID(session.user_id), _name(request))
    return web.Response(status=204)


def _name(request: web.Request) -> str:
    """Read the name out of the path; raises `InvalidRequest`."""
    name = request.match_info["draft_id"]
    if not NAME.fullmatch(name):
        raise InvalidRequest("draft_id: up to 120 letters, digits, dots, hyphens and underscores")
    return name


def _line(draft: Draft) -> DraftLine:
    return DraftLine(
        draft_id=draft.draft_id, title=draft.title, href=draft.href, saved_at=draft.saved_at
    )
