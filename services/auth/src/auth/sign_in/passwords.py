"""Passwords: argon2id, in threads, and only a few at once, since each takes 19 MiB."""

import asyncio
from asyncio import to_thread
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

# https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
AT_ONCE = 4


class Passwords:
    """Hashes and checks; an absent user costs as much time as a wrong password."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._nobody = _hash_of_nobody()

    async def hash(self, password: str) -> str:
        """Give the encoded hash, with its salt and parameters."""
        async with self._turns:
            return await to_thread(HASHER.hash, password)

    async def match(self, password: str, password_hash: str | None) -> bool:
        """Tell whether it is the password of this hash; None, an absent user, never matches."""
        async with self._turns:
            same = await to_thread(_verify, password_hash or self._nobody, password)
        return same and password_hash is not None


@cache
def _hash_of_nobody() -> str:
    return HASHER.hash("a password that nobody has")


def _verify(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, password)
    except VerificationError:
        return False
