"""Registering, signing in and signing out."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from auth.database import OUTBOX
from auth.errors import WrongCredentials
from auth.sign_in.passwords import Passwords
from auth.sign_in.rate_limits import GUESSES, REGISTRATIONS, SIGN_INS, RateLimits
from auth.sign_in.sessions import SessionLimits, Sessions
from auth.sign_in.tokens import Issued, TokenIssuer, new_csrf, new_session_id
from auth.sign_in.users import User, Users
from common.errors import NotSignedIn
from common.logs import get_logger
from common.postgres import Connection, Pool
from common.sessions import Session
from contracts.auth import SessionRevoked

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Visitor:
    """From where somebody signs in: the address that is counted, and the browser in words."""

    address: str
    browser: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user, with a session's newest token."""

    user: User
    issued: Issued


class SignIn:
    """Postlog's own sign-in; each sign-in begins a new session."""

    def __init__(
        self, pool: Pool, issuer: TokenIssuer, limits: SessionLimits, passwords: Passwords
    ) -> None:
        self._pool, self._issuer, self._limits = pool, issuer, limits
        self._passwords = passwords

    async def register(self, email: str, password: str, visitor: Visitor) -> SignedIn:
        """Keep a new user and sign them in; raises `EmailTaken`, or `RateLimited`."""
        async with self._pool.connection() as connection:
            await RateLimits(connection).count(REGISTRATIONS, visitor.address)
        user = User(uuid4(), email, await self._passwords.hash(password))
        async with self._pool.connection() as connection:
            await Users(connection).create(user)
            issued = await self._begin(connection, user, visitor)
        log.info("registered", user_id=str(user.user_id))
        return SignedIn(user, issued)

    async def login(self, email: str, password: str, visitor: Visitor) -> SignedIn:
        """Sign in; raises `WrongCredentials`, or `RateLimited` after too many tries."""
        who = f"{email.lower()}|{visitor.address}"
        async with self._pool.connection() as connection:
            limits = RateLimits(connection)
            await limits.count(SIGN_INS, visitor.address)
            await limits.count(GUESSES, who)
        async with self._pool.connection() as connection:
            user = await Users(connection).find_by_email(email)
        matches = await self._passwords.match(password, user.password_hash if user else None)
        if user is None or not matches:
            raise WrongCredentials("E-mail or password is wrong.")
        async with self._pool.connection() as connection:
            await RateLimits(connection).forget(GUESSES, who)
            user = await self._unchanged(connection, user)
            issued = await self._begin(connection, user, visitor)
        log.info("signed in", user_id=str(user.user_id))
        return SignedIn(user, issued)

    async def refresh(self, session: Session) -> SignedIn:
        """Give the session a new token, for as long as its row lives."""
        async with self._pool.connection() as connection:
            ends_at = await Sessions(connection, self._limits).refresh(session.id)
            user = await Users(connection).find(session.user_id)
        if ends_at is None or user is None:
            raise NotSignedIn("Your session has ended; sign in again.")
        return SignedIn(user, self._issuer.issue(session.id, user, session.csrf, ends_at))

    async def logout(self, session: Session) -> None:
        """End the session here at once, and append the event for the other services with it."""
        user_id = UUID(session.user_id)
        revoked = SessionRevoked(session_id=session.id, user_id=user_id, reason="signed_out")
        async with self._pool.connection() as connection:
            if await Sessions(connection, self._limits).end(session.id):
                await OUTBOX.append(connection, revoked, sequence=1)
        log.info("signed out", user_id=session.user_id)

    async def find_user(self, session: Session) -> User:
        """Give the user of a session."""
        async with self._pool.connection() as connection:
            user = await Users(connection).find(session.user_id)
        if user is None:
            raise NotSignedIn("Your session has ended; sign in again.")
        return user

    async def _unchanged(self, connection: Connection, checked: User) -> User:
        # Checking takes time: the password may have been changed meanwhile, or the role taken away.
        user = await Users(connection).hold(checked.user_id)
        if user is None or user.password_hash != checked.password_hash:
            raise WrongCredentials("E-mail or password is wrong.")
        return user

    async def _begin(self, connection: Connection, user: User, visitor: Visitor) -> Issued:
        session_id = new_session_id()
        sessions = Sessions(connection, self._limits)
        ends_at = await sessions.create(session_id, user.user_id, visitor.browser)
        return self._issuer.issue(session_id, user, new_csrf(), ends_at)
