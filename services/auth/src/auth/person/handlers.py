"""`/api/auth/me/password`, `/api/auth/me/sessions` and `/api/auth/password-resets`."""

from datetime import datetime
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, ConfigDict, SecretStr, StringConstraints

from auth.person.own_sessions import OwnSessions
from auth.person.passwords import OwnPassword
from auth.sign_in.handlers import COOKIES, Email, GivenPassword, NewPassword, visitor_of
from auth.sign_in.sessions import Begun, fingerprint
from common.sessions import Session
from common.web import answer, read_body

OWN_PASSWORD = web.AppKey("own_password", OwnPassword)
OWN_SESSIONS = web.AppKey("own_sessions", OwnSessions)
NO_STORE = {"Cache-Control": "no-store"}


class PasswordChange(BaseModel):
    """The password as it is, and as it shall be."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    old_password: GivenPassword
    new_password: NewPassword


class WantedLink(BaseModel):
    """Who has forgotten their password."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    email: Email


class ChosenPassword(BaseModel):
    """What stood behind the `#` of the mailed link, and the new password."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    token: Annotated[SecretStr, StringConstraints(max_length=200)]
    new_password: NewPassword


class OwnSession(BaseModel):
    """A session of the person's; `browser` is empty for a program, `last_used_at` is coarse."""

    session_id: str
    browser: str
    began_at: datetime
    last_used_at: datetime
    is_this: bool

    @classmethod
    def of(cls, begun: Begun, asking: Session) -> "OwnSession":
        """Show a session to its user."""
        return cls(
            session_id=begun.session_hash,
            browser=begun.browser,
            began_at=begun.created_at,
            last_used_at=begun.refreshed_at,
            is_this=begun.session_hash == fingerprint(asking.id).hex(),
        )


class OwnSessionList(BaseModel):
    """The sessions that live, the newest first."""

    sessions: list[OwnSession]


async def change_password(request: web.Request, session: Session) -> web.StreamResponse:
    """Change the password, and end all other sessions."""
    wanted = await read_body(request, PasswordChange)
    old, new = wanted.old_password.get_secret_value(), wanted.new_password.get_secret_value()
    await request.app[OWN_PASSWORD].change(session, old, new)
    return web.Response(status=204, headers=NO_STORE)


async def ask_for_link(request: web.Request) -> web.StreamResponse:
    """Have a link mailed to choose a new password; the same answer where nobody has the e-mail."""
    wanted = await read_body(request, WantedLink)
    await request.app[OWN_PASSWORD].ask_link(wanted.email, visitor_of(request).address)
    return web.Response(status=202, headers=NO_STORE)


async def choose_password(request: web.Request) -> web.StreamResponse:
    """Choose a new password by the link that was mailed, and end all sessions."""
    chosen = await read_body(request, ChosenPassword)
    token, new = chosen.token.get_secret_value(), chosen.new_password.get_secret_value()
    await request.app[OWN_PASSWORD].choose(token, new)
    return web.Response(status=204, headers=NO_STORE)


async def list_own_sessions(request: web.Request, session: Session) -> web.StreamResponse:
    """Give the person's sessions: where they are signed in."""
    found = await request.app[OWN_SESSIONS].list(session)
    return answer(OwnSessionList(sessions=[OwnSession.of(one, session) for one in found]))


async def end_own_session(request: web.Request, session: Session) -> web.StreamResponse:
    """Sign out of one session, such as that of a lost telephone."""
    await request.app[OWN_SESSIONS].end(session, request.match_info["session_id"])
    return web.Response(status=204, headers=NO_STORE)


async def end_own_sessions(request: web.Request, session: Session) -> web.StreamResponse:
    """Sign out everywhere, here too."""
    await request.app[OWN_SESSIONS].end_all(session)
    response = web.Response(status=204, headers=NO_STORE)
    request.app[COOKIES].clear(response)
    return response
