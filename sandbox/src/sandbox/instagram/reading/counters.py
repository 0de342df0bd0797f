"""Counters that grow with the clock, and are the same when asked again."""

import hashlib
from math import exp

HALF_DAY = 43_200


def count(seed: str, what: str, most: int, age: float) -> int:
    """A number between 0 and about `most`, which comes near its end after some days."""
    digest = hashlib.sha256(f"{seed}/{what}".encode()).digest()
    end = most * (20 + digest[0] % 80) / 100
    return int(end * (1 - exp(-max(0.0, age) / HALF_DAY)))
