"""`GET /api/auth/me/export`: what this service keeps of a person, in one document."""

from datetime import datetime
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel

from auth.accounts.handlers import AccountView, view_of
from auth.accounts.store import Accounts
from auth.app_keys import PLATFORMS, POOL
from auth.drafts.handlers import DraftView
from auth.drafts.store import Drafts
from auth.hosts.own_keys import TenantView, tenants_of
from auth.notices.handlers import NoticeView
from auth.notices.store import Notices
from auth.person.handlers import OWN_SESSIONS, OwnSession
from auth.person.passwords import person_of
from auth.sign_in.users import Users
from common.sessions import Role, Session
from common.web import answer

MOST_NOTICES = 10_000


class Export(BaseModel):
    """All that `auth` keeps of a person, without secrets: those are of no use to anybody else.

    Posts, media, comments and numbers are kept by the CRM, whose lists give them.
    """

    user_id: UUID
    email: str
    role: Role
    registered_at: datetime
    sessions: list[OwnSession]
    accounts: list[AccountView]
    notices: list[NoticeView]
    drafts: list[DraftView]
    tenants: list[TenantView]


async def export_own_data(request: web.Request, session: Session) -> web.StreamResponse:
    """Give what is kept of the person here; a page adds what the other services keep."""
    sessions = await request.app[OWN_SESSIONS].list(session)
    async with request.app[POOL].connection() as connection:
        person = await person_of(connection, session)
        accounts = await Accounts(connection).find_by_user(person.user_id)
        notices = await Notices(connection).find_by_user(person.user_id, None, MOST_NOTICES)
        drafts = await Drafts(connection).find_by_user(person.user_id)
        tenants = await tenants_of(connection, session.user_id)
        registered_at = await Users(connection).registered_at(person.user_id)
    platforms = request.app[PLATFORMS]
    export = Export(
        user_id=person.user_id,
        email=person.email or "",
        role=person.role,
        registered_at=registered_at,
        sessions=[OwnSession.of(one, session) for one in sessions],
        accounts=[view_of(request, account) for account in accounts],
        notices=[NoticeView.of(one, platforms.of(one.provider)) for one in notices],
        drafts=[DraftView.of(draft) for draft in drafts],
        tenants=tenants,
    )
    return answer(export)
