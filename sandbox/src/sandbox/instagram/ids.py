"""The ids of what is made while the sandbox runs."""

import hashlib
import secrets
from collections import Counter
from typing import Literal

Kind = Literal["container", "media", "comment", "poll"]

PREFIXES: dict[Kind, str] = {
    "container": "1799",
    "media": "1789",
    "comment": "1790",
    "poll": "1791",
}
SPREAD = 10**13
MOST_NEWCOMERS = 900_000


class Ids:
    """Ids of 17 digits; the same ones after a reset where there is a seed."""

    def __init__(self, seed: str) -> None:
        self._seed = seed or secrets.token_hex(8)
        self._counts: Counter[Kind] = Counter()

    @property
    def newcomers_from(self) -> int:
        """Where the numbers of people begin who were not there at start.

        Who keeps what it has heard of a sandbox must not take another's people for the same.
        """
        digest = hashlib.sha256(f"{self._seed}/people".encode()).digest()
        return int.from_bytes(digest[:8]) % MOST_NEWCOMERS

    def new(self, kind: Kind) -> str:
        """The next id of a kind."""
        self._counts[kind] += 1
        text = f"{self._seed}/{kind}/{self._counts[kind]}"
        number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) % SPREAD
        return f"{PREFIXES[kind]}{number:013}"
