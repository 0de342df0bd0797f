"""What was exported: blocks of the log, planned before they are written, and their files."""

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal, Self

from aiokafka import TopicPartition
from pydantic import BaseModel

NAME = "manifest.json"
BLOCK = 50_000  # records: a block is held in memory


class WrittenFile(BaseModel):
    """A file of a block: the rows of one data set and day."""

    path: str
    data_set: str
    day: date
    rows: int
    sha256: str


class Block(BaseModel):
    """Consecutive records of a partition, from `start` up to, without, `end`.

    A block without `files` is planned: it is written, or written again, before any other is begun.
    One that `is_due` has files with rows of an account that was erased since: it is written again
    without them. Its files have `end` - `start` rows, less those that were `left_out`.
    """

    topic: str
    partition: int
    start: int
    end: int
    files: list[WrittenFile] | None = None
    is_due: bool = False
    left_out: int = 0


class Lost(BaseModel):
    """Records that the topic forgot before they were exported."""

    topic: str
    partition: int
    start: int
    end: int


class Manifest(BaseModel):
    """All blocks, in the order in which they were planned; those of a partition have no gaps.

    `erased` are the ids of accounts whose rows are in no file.
    """

    version: Literal[1] = 1
    blocks: list[Block] = []
    lost: list[Lost] = []
    erased: list[str] = []

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read a folder's manifest; an empty one where there is none yet."""
        path = folder / NAME
        return cls.model_validate_json(path.read_bytes()) if path.exists() else cls()

    def save(self, folder: Path) -> None:
        """Replace the folder's manifest: a reader finds the old one or the new one, whole."""
        replace_file(folder / NAME, self.model_dump_json(indent=1).encode() + b"\n")

    def planned(self) -> list[Block]:
        """Give what is not written yet."""
        return [block for block in self.blocks if block.files is None or block.is_due]

    def plan(self, spans: Mapping[TopicPartition, tuple[int, int]], size: int = BLOCK) -> None:
        """Add blocks of at most this size from where each partition was left up to its end."""
        reached = {(block.topic, block.partition): block.end for block in self.blocks}
        for (topic, partition), (start, end) in sorted(spans.items()):
            place = reached.get((topic, partition), start)
            if place < start:
                self.lost.append(Lost(topic=topic, partition=partition, start=place, end=start))
                place = start
            self.blocks += _blocks(topic, partition, range(place, end, size), end)

    def files(self) -> Iterator[WrittenFile]:
        """Give all that is written."""
        for block in self.blocks:
            yield from block.files or ()


def _blocks(topic: str, partition: int, starts: range, end: int) -> Iterator[Block]:
    for start in starts:
        last = min(start + starts.step, end)
        yield Block(topic=topic, partition=partition, start=start, end=last)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole, or leave the old one: killed at any moment, a reader sees one of them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
