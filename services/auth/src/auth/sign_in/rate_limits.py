"""How often somebody may do what costs us or a platform, counted over all replicas."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from common.durations import in_words
from common.errors import RateLimited
from common.postgres import Connection

WINDOW = timedelta(minutes=15)
SWEEP = "DELETE FROM sign_in_attempts WHERE at < now() - %s"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many actions of one kind somebody may do within the window."""

    what: str
    most: int


GUESSES = Limit("tries to sign in", 10)
SIGN_INS = Limit("tries to sign in from this address", 300)
REGISTRATIONS = Limit("registrations from this address", 300)
RESETS = Limit("requests for a new password", 5)
RESETS_FROM = Limit("requests for a new password from this address", 100)
TOKENS_OF_USER = Limit("connect tokens for this user", 100)
TOKENS_OF_TENANT = Limit("connect tokens", 3000)
CONNECTIONS_OF_USER = Limit("connections of this user", 60)


class RateLimits:
    """The rows of `sign_in_attempts`, which hold every kind of action; who it was is a hash."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def count(self, limit: Limit, who: str) -> None:
        """Count an action before it is done; raises `RateLimited` where there were too many.

        Of several at the same time each waits until the one before is committed, so none is missed.
        """
        hashed = _hashed(limit, who)
        lock = int.from_bytes(hashed[:8], signed=True)
        await self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (lock,))
        cursor = await self._connection.execute(
            "SELECT count(*), extract(epoch FROM min(at) + %s - clock_timestamp())"
            " FROM sign_in_attempts WHERE who = %s AND at > clock_timestamp() - %s",
            (WINDOW, hashed, WINDOW),
        )
        [(count, seconds)] = await cursor.fetchall()
        if count >= limit.most:
            raise RateLimited(
                f"Too many {limit.what}; try again in {in_words(seconds)}.", float(seconds)
            )
        await self._connection.execute("INSERT INTO sign_in_attempts (who) VALUES (%s)", (hashed,))

    async def forget(self, limit: Limit, who: str) -> None:
        """Forget what somebody did so far."""
        await self._connection.execute(
            "DELETE FROM sign_in_attempts WHERE who = %s", (_hashed(limit, who),)
        )

    async def sweep(self) -> int:
        """Delete what is older than the window."""
        cursor = await self._connection.execute(SWEEP, (WINDOW,))
        return cursor.rowcount


def _hashed(limit: Limit, who: str) -> bytes:
    # A header may hold any bytes: aiohttp gives those that are no UTF-8 as surrogates.
    return hashlib.sha256(f"{limit.what}|{who}".encode(errors="surrogateescape")).digest()
