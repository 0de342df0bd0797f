"""`/api/auth/register, /login, /logout, /refresh, /session`."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict, SecretStr, StringConstraints

from auth.sign_in.browsers import browser_in_words
from auth.sign_in.cookies import Cookies
from auth.sign_in.sign_in import SignedIn, SignIn, Visitor
from auth.sign_in.users import User
from common.sessions import Role, Session
from common.web import answer, read_body

SIGN_IN = web.AppKey("sign_in", SignIn)
COOKIES = web.AppKey("cookies", Cookies)

# Only addresses that every mail program reads as exactly one address.
ATOM, LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", "[A-Za-z0-9-]+"
EMAIL = rf"^{ATOM}(\.{ATOM})*@{LABEL}(\.{LABEL})+$"
Email = Annotated[str, StringConstraints(pattern=EMAIL, max_length=254)]
NewPassword = Annotated[SecretStr, StringConstraints(min_length=8, max_length=200)]
GivenPassword = Annotated[SecretStr, StringConstraints(max_length=200)]


class NewUser(BaseModel):
    """A registration."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    email: Email
    password: NewPassword


class Credentials(BaseModel):
    """A sign-in; a password that is too short is refused as a wrong one."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    email: Email
    password: GivenPassword


class SessionView(BaseModel):
    """Who is signed in, as what, until when, and the value for `X-CSRF-Token`."""

    user_id: UUID
    email: str | None
    role: Role
    csrf: str
    expires_at: datetime

    @classmethod
    def of(cls, user: User, session: Session) -> "SessionView":
        """Show a session to its own user."""
        return cls(
            user_id=user.user_id,
            email=user.email,
            role=session.role,
            csrf=session.csrf,
            expires_at=session.expires_at,
        )


async def register(request: web.Request) -> web.StreamResponse:
    """Make a user, and sign them in."""
    wanted = await read_body(request, NewUser)
    password = wanted.password.get_secret_value()
    signed_in = await request.app[SIGN_IN].register(wanted.email, password, visitor_of(request))
    return _begun(request, signed_in, 201)


async def login(request: web.Request) -> web.StreamResponse:
    """Begin a session; the same answer for an unknown e-mail and a wrong password."""
    given = await read_body(request, Credentials)
    password = given.password.get_secret_value()
    signed_in = await request.app[SIGN_IN].login(given.email, password, visitor_of(request))
    return _begun(request, signed_in, 200)


async def refresh(request: web.Request, session: Session) -> web.StreamResponse:
    """Give the session a new token of ten minutes."""
    return _begun(request, await request.app[SIGN_IN].refresh(session), 200)


async def logout(request: web.Request, session: Session) -> web.StreamResponse:
    """End the session."""
    await request.app[SIGN_IN].logout(session)
    response = web.Response(status=204, headers={"Cache-Control": "no-store"})
    request.app[COOKIES].clear(response)
    return response


async def show_session(request: web.Request, session: Session) -> web.StreamResponse:
    """Tell who is signed in; an `expires_at` in the past asks for a refresh."""
    user = await request.app[SIGN_IN].find_user(session)
    return answer(SessionView.of(user, session))


def visitor_of(request: web.Request) -> Visitor:
    """Give from where a request comes."""
    # The gateway replaces this header by the address that it sees.
    address = request.headers.get("X-Forwarded-For", request.remote or "")
    return Visitor(address, browser_in_words(request.headers.get("User-Agent", "")))


def _begun(request: web.Request, signed_in: SignedIn, status: int) -> web.Response:
    response = answer(SessionView.of(signed_in.user, signed_in.issued.session), status)
    request.app[COOKIES].set(response, signed_in.issued)
    return response
