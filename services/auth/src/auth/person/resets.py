"""Links to choose a new password: one for each person, and only its hash is kept."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast
from uuid import UUID

from psycopg.rows import class_row

from auth.sign_in.sessions import fingerprint
from common.postgres import Connection

LIFETIME = timedelta(minutes=30)
MAILED_WITHIN = timedelta(hours=1)
CLAIM = timedelta(minutes=1)
KEPT = timedelta(days=1)
ASK = """
INSERT INTO password_resets (user_id) SELECT user_id FROM users WHERE lower(email) = lower(%s)
ON CONFLICT (user_id) DO UPDATE SET asked_at = now(), mail_due_at = now(), mail_tries = 0,
    token_hash = NULL, expires_at = NULL
"""
CLAIM_NEXT = """
UPDATE password_resets SET mail_tries = mail_tries + 1,
    mail_due_at = now() + %s * power(2, least(mail_tries, 10)),
    token_hash = %s, expires_at = now() + %s
FROM users WHERE users.user_id = password_resets.user_id AND password_resets.user_id = (
    SELECT user_id FROM password_resets
    WHERE mail_due_at <= now() AND asked_at > now() - %s
    ORDER BY mail_due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING password_resets.user_id, email, mail_tries AS tries
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A link to be mailed, and to whom; `tries` includes this try."""

    user_id: UUID
    email: str = field(repr=False)
    tries: int


class PasswordResets:
    """The rows of `password_resets`; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ask(self, email: str) -> None:
        """Have a link mailed, and end the one before; nothing happens where nobody has it."""
        await self._connection.execute(ASK, (email,))

    async def claim_next(self, token: str) -> Due | None:
        """Take one that is due for a minute, with this token; a further try waits twice as long."""
        async with self._connection.cursor(row_factory=class_row(Due)) as cursor:
            await cursor.execute(CLAIM_NEXT, (CLAIM, fingerprint(token), LIFETIME, MAILED_WITHIN))
            return await cursor.fetchone()

    async def mailed(self, token: str) -> None:
        """Note that the mail server has it, so that it is not sent again."""
        await self._connection.execute(
            "UPDATE password_resets SET mail_due_at = NULL WHERE token_hash = %s",
            (fingerprint(token),),
        )

    async def put(self, user_id: UUID, token: str) -> None:
        """Keep a link that is not mailed, since an operator hands it over."""
        await self._connection.execute(
            "INSERT INTO password_resets (user_id, mail_due_at, token_hash, expires_at)"
            " VALUES (%s, NULL, %s, now() + %s) ON CONFLICT (user_id) DO UPDATE"
            " SET asked_at = now(), mail_due_at = NULL, token_hash = excluded.token_hash,"
            " expires_at = excluded.expires_at",
            (user_id, fingerprint(token), LIFETIME),
        )

    async def is_valid(self, token: str) -> bool:
        """Tell whether a link works; it is not used by that."""
        cursor = await self._connection.execute(
            "SELECT 1 FROM password_resets WHERE token_hash = %s AND expires_at > now()",
            (fingerprint(token),),
        )
        return await cursor.fetchone() is not None

    async def take(self, token: str) -> UUID | None:
        """Use a link up; gives whose it was, None where it does not work."""
        cursor = await self._connection.execute(
            "DELETE FROM password_resets WHERE token_hash = %s AND expires_at > now()"
            " RETURNING user_id",
            (fingerprint(token),),
        )
        row = await cursor.fetchone()
        return cast(UUID, row[0]) if row else None

    async def forget(self, user_id: UUID) -> None:
        """End a person's link, if there is one."""
        await self._connection.execute("DELETE FROM password_resets WHERE user_id = %s", (user_id,))

    async def sweep(self) -> int:
        """Delete old ones, used or not."""
        cursor = await self._connection.execute(
            "DELETE FROM password_resets WHERE asked_at < now() - %s", (KEPT,)
        )
        return cursor.rowcount
