"""Users of Postlog's own pages."""

from dataclasses import dataclass
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg.rows import class_row

from auth.errors import EmailTaken
from common.postgres import Connection


@dataclass(frozen=True, slots=True)
class User:
    """Who signs in."""

    user_id: UUID
    email: str
    password_hash: str


class Users:
    """The rows of `users`; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(self, user: User) -> None:
        """Keep a new user; the same one again changes nothing, another one's e-mail is refused."""
        try:
            await self._connection.execute(
                "INSERT INTO users (user_id, email, password_hash) VALUES (%s, %s, %s)"
                " ON CONFLICT (user_id) DO NOTHING",
                (user.user_id, user.email, user.password_hash),
            )
        except UniqueViolation as error:
            raise EmailTaken("This e-mail is registered already; sign in.") from error

    async def find_by_email(self, email: str) -> User | None:
        """Find the user, in whatever case the e-mail is written."""
        return await self._one("lower(email) = lower(%s)", email)

    async def find(self, user_id: str) -> User | None:
        """Find the user of a session."""
        return await self._one("user_id = %s", user_id)

    async def _one(self, condition: str, value: str) -> User | None:
        async with self._connection.cursor(row_factory=class_row(User)) as cursor:
            await cursor.execute(
                f"SELECT user_id, email, password_hash FROM users WHERE {condition}", (value,)
            )
            return await cursor.fetchone()
