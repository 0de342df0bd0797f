"""Exporting a folder's next blocks, and comparing those that it has with the log."""

import fcntl
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiokafka import TopicPartition

from common.errors import ServiceError
from common.log_reader import open_log
from common.topics import FOREVER
from contracts.topics import EVENT_TOPICS
from exporter.columns import ERASED, is_left_out, row_of
from exporter.manifest import BLOCK, Block, Manifest, replace_file
from exporter.parquet import Made, accounts_in, files_of

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

        Then files with rows of accounts that were erased are written again without these rows.

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
            if self._note_erased(manifest):
                manifest.save(self.folder)
                await self._write_planned(manifest, tell)
        return manifest

    def _note_erased(self, manifest: Manifest) -> bool:
        """Let blocks be written again that have rows of accounts erased since; False for none.

        What was erased is read from the files, so that a run that was killed is told again.
        """
        told = (one for one in manifest.files() if one.data_set == ERASED)
        found = {account for one in told for account in accounts_in(self.folder / one.path)}
        new = found.difference(manifest.erased)
        manifest.erased = sorted(found.union(manifest.erased))
        for block in manifest.blocks if new else ():
            block.is_due = block.is_due or any(
                new & accounts_in(self.folder / one.path)
                for one in block.files or ()
                if one.data_set != ERASED
            )
        return bool(new)

    async def _write_planned(self, manifest: Manifest, tell: Callable[[int, int], object]) -> None:
        planned = manifest.planned()
        for number, block in enumerate(planned, 1):
            made, left_out = await self._made(block, manifest.erased)
            for one in made:
                replace_file(self.folder / one.file.path, one.content)
            files = [one.file for one in made]
            for path in {one.path for one in block.files or ()} - {one.path for one in files}:
                (self.folder / path).unlink(missing_ok=True)
            block.files, block.left_out, block.is_due = files, left_out, False
            manifest.save(self.folder)
            tell(number, len(planned))

    async def differences(self) -> AsyncIterator[str]:
        """Make every block anew from the log; tell where a file on disk is another."""
        manifest = Manifest.load(self.folder)
        for block in manifest.blocks:
            files, _ = await self._made(block, manifest.erased)
            made = {one.file.path: one for one in files}
            for file in block.files or ():
                again = made.pop(file.path, None)
                kept = self.folder / file.path
                if again is None or again.file != file:
                    yield f"{file.path}: the log gives other rows"
                elif not kept.exists() or kept.read_bytes() != again.content:
                    yield f"{file.path}: the file is not what was written"
            for path in made if block.files is not None else ():
                yield f"{path}: not in the manifest"

    async def _made(self, block: Block, erased: Collection[str]) -> tuple[list[Made], int]:
        """Make a block's files; gives them, and how many rows of erased accounts are in none."""
        partition = TopicPartition(block.topic, block.partition)
        async with open_log(self.servers, PATIENCE) as log:
            read = await log.read({partition: (block.start, block.end)}, row_of)
        if len(read[partition]) != block.end - block.start:
            raise Missing(f"{block.topic}/{block.partition}: not all of {block.start}..{block.end}")
        rows = [row for row in read[partition] if not is_left_out(row, erased)]
        return list(files_of(block, rows)), len(read[partition]) - len(rows)


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
