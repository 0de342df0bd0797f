"""Limits, counted over all replicas: on guessing passwords, and on what costs us or a platform."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from common.errors import RateLimited
from common.postgres import Connection

WINDOW = timedelta(minutes=15)
MOST = 10


@dataclass(frozen=True, slots=True)
class Limit:
    """How many of something one may do within the window."""

    what: str
    most: int


REGISTRATIONS = Limit("registrations from this address", 300)
TOKENS_OF_USER = Limit("connect tokens for this user", 100)
TOKENS_OF_TENANT = Limit("connect tokens", 3000)
CONNECTIONS_OF_USER = Limit("connections of this user", 60)


class Attempts:
    """The rows of `sign_in_attempts` that count anything else; who it was is stored as a hash."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def count(self, limit: Limit, who: str) -> None:
        """Count one before it is done; raises `RateLimited` where there were too many."""
        cursor = await self._connection.execute(
            "SELECT count(*), extract(epoch FROM min(at) + %s - clock_timestamp())"
            " FROM sign_in_attempts WHERE who = %s AND at > clock_timestamp() - %s",
            (WINDOW, _who(limit.what, who), WINDOW),
        )
        [(count, seconds)] = await cursor.fetchall()
        if count >= limit.most:
            raise RateLimited(f"Too many {limit.what}; wait a little.", float(seconds))
        await self._connection.execute(
            "INSERT INTO sign_in_attempts (who) VALUES (%s)", (_who(limit.what, who),)
        )


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
