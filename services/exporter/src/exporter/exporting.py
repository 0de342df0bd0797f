"""Exporting a folder's next blocks, and comparing those that it has with the log."""

import fcntl
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiokafka import TopicPartition

from common.errors import ServiceError
from common.log_reader import open_log
from common.topics import FOREVER
from contracts.topics import EVENT_TOPICS
from exporter.columns import row_of
from exporter.manifest import BLOCK, Block, Manifest, replace_file
from exporter.parquet import Made, files_of

PATIENCE = 600.0  # seconds for a block
TOPICS = {one.name: one.partitions for one in EVENT_TOPICS if one.retention_ms == FOREVER}
"""What is exported: not the grants, whose sealed tokens nobody else may keep."""


class Busy(ServiceError):
    """Another process exports into the same folder."""

    kind = "busy"


class Missing(ServiceError):
    """The log gives fewer records than a block has: it is another log, or has forgotten some."""

    kind = "missing"


@dataclass(frozen=True, slots=True)
class Exporter:
    """Exports topics, each with its number of partitions, into a folder."""

    servers: str
    folder: Path
    topics: Mapping[str, int]
    block: int = BLOCK

    async def run(self, tell: Callable[[int, int], object]) -> Manifest:
        """Write what was planned and not written, then plan up to the log's end and write that.

        `tell` is told of each block how many are written, of how many.
        """
        with _alone(self.folder):
            manifest = Manifest.load(self.folder)
            await self._write_planned(manifest, tell)
            async with open_log(self.servers, PATIENCE) as log:
                spans = await log.spans(await log.existing(self.topics))
            manifest.plan(spans, self.block)
            manifest.save(self.folder)
            await self._write_planned(manifest, tell)
        return manifest

    async def _write_planned(self, manifest: Manifest, tell: Callable[[int, int], object]) -> None:
        planned = manifest.planned()
        for number, block in enumerate(planned, 1):
            made = [one async for one in self._made(block)]
            for one in made:
                replace_file(self.folder / one.file.path, one.content)
            block.files = [one.file for one in made]
            manifest.save(self.folder)
            tell(number, len(planned))

    async def differences(self) -> AsyncIterator[str]:
        """Make every block anew from the log; tell where a file on disk is another."""
        for block in Manifest.load(self.folder).blocks:
            made = {one.file.path: one async for one in self._made(block)}
            for file in block.files or ():
                again = made.pop(file.path, None)
                kept = self.folder / file.path
                if again is None or again.file != file:
                    yield f"{file.path}: the log gives other rows"
                elif not kept.exists() or kept.read_bytes() != again.content:
                    yield f"{file.path}: the file is not what was written"
            for path in made if block.files is not None else ():
                yield f"{path}: not in the manifest"

    async def _made(self, block: Block) -> AsyncIterator[Made]:
        partition = TopicPartition(block.topic, block.partition)
        async with open_log(self.servers, PATIENCE) as log:
            read = await log.read({partition: (block.start, block.end)}, row_of)
        if len(read[partition]) != block.end - block.start:
            raise Missing(f"{block.topic}/{block.partition}: not all of {block.start}..{block.end}")
        for one in files_of(block, read[partition]):
            yield one


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep others out of the folder; the lock ends with the process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(f"another export into {folder} is under way") from error
        yield
