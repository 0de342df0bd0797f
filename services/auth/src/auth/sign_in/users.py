"""Users of Postlog's own pages, and those of host applications."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg.rows import class_row

from auth.errors import EmailTaken
from common.postgres import Connection
from common.sessions import Role


@dataclass(frozen=True, slots=True)
class User:
    """Who signs in; a host application's user signs in there, so has no e-mail or password here."""

    user_id: UUID
    email: str | None
    password_hash: str | None = field(repr=False)
    role: Role = "user"


class Users:
    """The rows of `users`; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(self, user: User) -> None:
        """Keep a new user; the same one again changes nothing. Raises `EmailTaken`."""
        try:
            await self._connection.execute(
                "INSERT INTO users (user_id, email, password_hash) VALUES (%s, %s, %s)"
                " ON CONFLICT (user_id) DO NOTHING",
                (user.user_id, user.email, user.password_hash),
            )
        except UniqueViolation as error:
            raise EmailTaken("This e-mail is registered already; sign in.") from error

    async def find_or_create_hosted(self, user_id: UUID, tenant_id: UUID, external_id: str) -> UUID:
        """Give the host application's user of this name; a new one gets `user_id`."""
        cursor = await self._connection.execute(
            "INSERT INTO users AS known (user_id, tenant_id, external_id) VALUES (%s, %s, %s)"
            " ON CONFLICT (tenant_id, external_id) DO UPDATE SET external_id = known.external_id"
            " RETURNING user_id",
            (user_id, tenant_id, external_id),
        )
        [(found,)] = await cursor.fetchall()
        return cast(UUID, found)

    async def external_id(self, user_id: UUID) -> str | None:
        """Give the name that a host application has for its user."""
        cursor = await self._connection.execute(
            "SELECT external_id FROM users WHERE user_id = %s", (user_id,)
        )
        row = await cursor.fetchone()
        return cast("str | None", row[0]) if row else None

    async def find_by_email(self, email: str) -> User | None:
        """Find the user, in whatever case the e-mail is written."""
        return await self._one("lower(email) = lower(%s)", email)

    async def find(self, user_id: str) -> User | None:
        """Find the user of a session."""
        return await self._one("user_id = %s", user_id)

    async def registered_at(self, user_id: UUID) -> datetime:
        """Give since when the user is one."""
        cursor = await self._connection.execute(
            "SELECT created_at FROM users WHERE user_id = %s", (user_id,)
        )
        [(at,)] = await cursor.fetchall()
        return cast(datetime, at)

    async def hold(self, user_id: UUID) -> User | None:
        """Find the user, and let nobody change them until this transaction ends."""
        return await self._one("user_id = %s FOR SHARE", str(user_id))

    async def replace_password(self, user: User, password_hash: str) -> bool:
        """Store a new hash; False where the password was changed since `user` was read."""
        cursor = await self._connection.execute(
            "UPDATE users SET password_hash = %s WHERE user_id = %s AND password_hash = %s",
            (password_hash, user.user_id, user.password_hash),
        )
        return cursor.rowcount == 1

    async def set_password(self, user_id: UUID, password_hash: str) -> None:
        """Store a new hash in place of a password that its user has forgotten."""
        await self._connection.execute(
            "UPDATE users SET password_hash = %s WHERE user_id = %s", (password_hash, user_id)
        )

    async def give_role(self, user_id: UUID, role: Role) -> None:
        """Make somebody an operator, or a user like all others."""
        await self._connection.execute(
            "UPDATE users SET role = %s WHERE user_id = %s", (role, user_id)
        )

    async def _one(self, condition: str, value: str) -> User | None:
        async with self._connection.cursor(row_factory=class_row(User)) as cursor:
            await cursor.execute(
                f"SELECT user_id, email, password_hash, role FROM users WHERE {condition}", (value,)
            )
            return await cursor.fetchone()
