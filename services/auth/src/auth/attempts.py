"""A limit on guessing passwords: tries for one e-mail from one address, over all replicas."""

import hashlib
from datetime import timedelta

from common.errors import RateLimited
from common.postgres import Connection

WINDOW = timedelta(minutes=15)
MOST = 10


class SignInAttempts:
    """The rows of `sign_in_attempts`; neither e-mail nor address is stored in clear."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def count(self, email: str, address: str) -> None:
        """Count a try before it is made; raises `RateLimited` where there were too many."""
        cursor = await self._connection.execute(
            "SELECT count(*) FROM sign_in_attempts WHERE who = %s AND at > clock_timestamp() - %s",
            (_who(email, address), WINDOW),
        )
        [(count,)] = await cursor.fetchall()
        if count >= MOST:
            minutes = int(WINDOW.total_seconds() // 60)
            reason = f"Too many tries to sign in; wait {minutes} minutes."
            raise RateLimited(reason, WINDOW.total_seconds())
        await self._connection.execute(
            "INSERT INTO sign_in_attempts (who) VALUES (%s)", (_who(email, address),)
        )

    async def forget(self, email: str, address: str) -> None:
        """Start afresh after a good sign-in."""
        await self._connection.execute(
            "DELETE FROM sign_in_attempts WHERE who = %s", (_who(email, address),)
        )

    async def sweep(self) -> int:
        """Delete what counts no longer."""
        cursor = await self._connection.execute(
            "DELETE FROM sign_in_attempts WHERE at < clock_timestamp() - %s", (WINDOW,)
        )
        return cursor.rowcount


def _who(email: str, address: str) -> bytes:
    # A header may hold any bytes: aiohttp gives those that are no UTF-8 as surrogates.
    text = f"{email.lower()}|{address}"
    return hashlib.sha256(text.encode(errors="surrogateescape")).digest()
