"""Changing a password, and choosing a new one by a link that was mailed."""

import secrets
from uuid import UUID

from auth.errors import ResetRefused, WrongPassword
from auth.person.resets import PasswordResets
from auth.sign_in.ending import end_sessions
from auth.sign_in.passwords import Passwords
from auth.sign_in.rate_limits import GUESSES, RESETS, RESETS_FROM, RateLimits
from auth.sign_in.users import User, Users
from common.errors import Forbidden
from common.logs import get_logger
from common.postgres import Connection, Pool
from common.sessions import Session

log = get_logger(__name__)
REFUSED = "This link was used, is older than half an hour, or a newer one was sent."


def new_token() -> str:
    """Give 256 random bits for a link."""
    return secrets.token_urlsafe(32)


async def person_of(connection: Connection, session: Session) -> User:
    """Give whose session it is; raises `Forbidden` for a host application's user."""
    user = await Users(connection).find(session.user_id)
    if user is None or user.email is None:
        raise Forbidden("Only somebody who signs in at Postlog itself may do this.")
    return user


class OwnPassword:
    """The password of whoever is signed in, or has forgotten it."""

    def __init__(self, pool: Pool, passwords: Passwords) -> None:
        self._pool, self._passwords = pool, passwords

    async def check(self, session: Session, password: str) -> User:
        """Give the person whose password it is; raises `WrongPassword`, or `RateLimited`."""
        who = f"user|{session.user_id}"
        async with self._pool.connection() as connection:
            person = await person_of(connection, session)
            await RateLimits(connection).count(GUESSES, who)
        if not await self._passwords.match(password, person.password_hash):
            raise WrongPassword("This is not your password.")
        async with self._pool.connection() as connection:
            await RateLimits(connection).forget(GUESSES, who)
        return person

    async def change(self, session: Session, old: str, new: str) -> None:
        """Change it and end the person's other sessions; raises as `check` does."""
        person = await self.check(session, old)
        hashed = await self._passwords.hash(new)
        async with self._pool.connection() as connection:
            if not await Users(connection).replace_password(person, hashed):
                raise WrongPassword("The password was changed a moment ago, elsewhere.")
            await PasswordResets(connection).forget(person.user_id)
            await end_sessions(connection, person.user_id, "password_changed", keep=session.id)
        log.info("password changed", user_id=session.user_id)

    async def ask_link(self, email: str, address: str) -> None:
        """Have a link mailed, if anybody has registered with this e-mail; raises `RateLimited`."""
        async with self._pool.connection() as connection:
            limits = RateLimits(connection)
            await limits.count(RESETS_FROM, address)
            await limits.count(RESETS, email.lower())
        async with self._pool.connection() as connection:
            await PasswordResets(connection).ask(email)
        log.info("link for a new password asked for")

    async def choose(self, token: str, new: str) -> None:
        """Use a link: set the password and end all sessions; raises `ResetRefused`."""
        async with self._pool.connection() as connection:
            is_valid = await PasswordResets(connection).is_valid(token)
        if not is_valid:  # before the work of hashing
            raise ResetRefused(REFUSED)
        hashed = await self._passwords.hash(new)
        async with self._pool.connection() as connection:
            user_id = await _set(connection, token, hashed)
        log.info("password chosen by a link", user_id=str(user_id))


async def _set(connection: Connection, token: str, password_hash: str) -> UUID:
    user_id = await PasswordResets(connection).take(token)
    if user_id is None:
        raise ResetRefused(REFUSED)
    await Users(connection).set_password(user_id, password_hash)
    await end_sessions(connection, user_id, "password_reset")
    return user_id
