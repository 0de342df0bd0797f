"""Shares of the log: the same partition numbers of every topic."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from crm_projector.rebuild.errors import Refused

RANGE = re.compile(r"(\d+)(?:-(\d+))?")


@dataclass(frozen=True, slots=True)
class Unit:
    """A partition, and the records of it that are to be loaded: from `first` up to `end`."""

    topic: str
    partition: int
    first: int
    end: int

    @property
    def size(self) -> int:
        """How many records that is."""
        return max(0, self.end - self.first)


def parse_share(text: str) -> frozenset[int]:
    """Read a share such as `0-3,7`; raises `ValueError`."""
    numbers: set[int] = set()
    for part in text.split(","):
        found = RANGE.fullmatch(part.strip())
        if found is None:
            raise ValueError(f"{text!r} names no partitions: write 0-3 or 0,4,8")
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            raise ValueError(f"{part} runs backwards")
        numbers.update(range(first, last + 1))
    return frozenset(numbers)


def cut(numbers: Collection[int], count: int) -> list[frozenset[int]]:
    """Deal numbers out into so many shares, none of them empty."""
    ordered = sorted(numbers)
    return [frozenset(ordered[at::count]) for at in range(min(count, len(ordered)))]


def checked(share: Collection[int], units: Sequence[Unit]) -> frozenset[int]:
    """Give the partitions of a share; raises `Refused` where the log has not all of them."""
    unknown = set(share) - {unit.partition for unit in units}
    if unknown:
        raise Refused(f"No topic has the partitions {', '.join(map(str, sorted(unknown)))}.")
    return frozenset(share)
