"""What happens to a file once all of it is here: it is looked into, mended, and stored for Meta."""

import asyncio
import hashlib
import shutil
import time
from contextlib import aclosing
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import BinaryIO

from psycopg import OperationalError

from common.logs import get_logger
from common.postgres import Pool
from instagram.assets.asset import PIECE, Asset
from instagram.assets.examiner import SECONDS, Examiner, NotExamined
from instagram.assets.rows import AssetRows
from instagram.assets.store import MediaStore, NotStored, Span, StoreUnavailable, media_key
from instagram.assets.verdict import USES, Problem, Verdict

log = get_logger(__name__)
MOST_BREAKS = 3
# Long enough to fetch, examine and store a large file; after that it is taken for abandoned.
CLAIM_SECONDS = SECONDS + 600.0
LOOK_EVERY = 5.0
FOLDER = "postlog-asset-"
# Longer than any claim lasts: nobody works in an older folder.
LEFT_OVER_SECONDS = 3600.0
UNREADABLE = Problem(
    code="NOT_EXAMINED",
    sentence="Postlog could not look into this file: it breaks, or takes too long.",
    next_step="Export it anew from your editor, and upload that.",
    uses=(*USES["image"], *USES["video"]),
)


class Finishing:
    """Examines whole files, one after the other; several processes may do so at once.

    A process that dies leaves its file to the others, once its claim is over.
    """

    def __init__(self, pool: Pool, store: MediaStore, examiner: Examiner) -> None:
        self._pool, self._store, self._examiner = pool, store, examiner
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look for a file at once."""
        self._woken.set()

    async def run(self) -> None:
        """Examine whatever is whole, for ever."""
        await asyncio.to_thread(forget_left_over, time.time() - LEFT_OVER_SECONDS)
        while True:
            self._woken.clear()
            try:
                while await self.finish_one():
                    pass
            except (OperationalError, StoreUnavailable, OSError) as error:
                log.warning("files not examined", error=repr(error))
            except Exception:  # it counts against the file, and the next one is examined
                log.exception("file examination failed")
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def finish_one(self) -> bool:
        """Examine the oldest whole file; False where there is none.

        Raises `StoreUnavailable` and OSError after putting it back.
        """
        async with self._pool.connection() as connection:
            asset = await AssetRows(connection).take_to_examine(CLAIM_SECONDS)
        if asset is None:
            return False
        try:
            await self._finish(asset)
        except NotStored:  # it was ended meanwhile
            log.info("file gone before it was examined", asset_id=asset.asset_id)
        except (StoreUnavailable, OSError):
            await self._put_back(asset, asset.breaks - 1)
            raise
        return True

    async def _finish(self, asset: Asset) -> None:
        if asset.breaks > MOST_BREAKS:
            await self._judge(asset, Verdict(kind=None, problems=(UNREADABLE,)), None, None)
            return
        with TemporaryDirectory(prefix=FOLDER) as folder:
            source, target = Path(folder, "source"), Path(folder, "target")
            sha256 = await self._fetch(asset, source)
            try:
                verdict = await self._examiner.examine(source, target)
            except NotExamined:
                await self._put_back(asset, asset.breaks)
                return
            key = None
            if verdict.uses and verdict.content_type:
                key = media_key(asset.asset_id, verdict.content_type)
                await self._store.put_file(key, target if verdict.changes else source)
        await self._judge(asset, verdict, key, sha256)

    async def _judge(
        self, asset: Asset, verdict: Verdict, key: str | None, sha256: bytes | None
    ) -> None:
        async with self._pool.connection() as connection:
            counts = await AssetRows(connection).judge(asset, verdict, key, sha256)
        log.info(
            "file examined",
            asset_id=asset.asset_id,
            kind=verdict.kind,
            reason=", ".join(problem.code for problem in verdict.problems) or None,
            effect=", ".join(change.code for change in verdict.changes) or None,
        )
        if counts:
            for part in asset.parts:
                await self._store.delete(part)
        elif key is not None:
            await self._drop_if_ended(asset, key)

    async def _drop_if_ended(self, asset: Asset, key: str) -> None:
        """Delete what was stored for an asset that ended meanwhile."""
        async with self._pool.connection() as connection:
            found = await AssetRows(connection).find(asset.asset_id)
        if found is None or found.status == "EXPIRED":
            await self._store.delete(key)

    async def _fetch(self, asset: Asset, path: Path) -> bytes:
        """Put the parts together; gives the SHA-256 of the whole file."""
        sha256 = hashlib.sha256()
        with path.open("wb") as file:
            for number, part in enumerate(asset.parts):
                size = min(PIECE, asset.size - number * PIECE)
                async with aclosing(self._store.read(part, Span(0, size - 1))) as blocks:
                    async for block in blocks:
                        await asyncio.to_thread(_write, file, sha256, block)
        return sha256.digest()

    async def _put_back(self, asset: Asset, breaks: int) -> None:
        async with self._pool.connection() as connection:
            await AssetRows(connection).put_back(asset, breaks)


def _write(file: BinaryIO, sha256: "hashlib._Hash", block: bytes) -> None:
    sha256.update(block)
    file.write(block)


def forget_left_over(before: float) -> None:
    """Delete the folders of processes that were killed at work: they may lie on a lasting disk."""
    for folder in Path(gettempdir()).glob(f"{FOLDER}*"):
        try:
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder)
        except OSError as error:
            log.warning("folder not deleted", error=repr(error))
