"""Looks into files by a program of its own for each, a few at a time."""

import asyncio
import os
import sys
from pathlib import Path

from pydantic import ValidationError

from common.logs import get_logger
from instagram.assets.verdict import Verdict

log = get_logger(__name__)
PROGRAM = (sys.executable, "-I", "-m", "instagram.assets.examine")
SECONDS = 180.0
AT_ONCE = 2
# Nothing else of the environment: it may hold secrets, and the files are strangers'.
KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR")


class NotExamined(Exception):
    """The program broke off, or took too long."""


class Examiner:
    """Gives each file's verdict; `seconds` is how long one may take."""

    def __init__(self, at_once: int = AT_ONCE, seconds: float = SECONDS) -> None:
        self._turns, self._seconds = asyncio.Semaphore(at_once), seconds

    async def examine(self, source: Path, target: Path) -> Verdict:
        """Judge a file; where the verdict names changes, `target` is the one to send.

        Raises `NotExamined`.
        """
        async with self._turns:
            told = await self._run(source, target)
        try:
            return Verdict.model_validate_json(told)
        except ValidationError as error:
            raise NotExamined("the program told nothing of use") from error

    async def _run(self, source: Path, target: Path) -> bytes:
        program = await asyncio.create_subprocess_exec(
            *PROGRAM,
            str(source),
            str(target),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={name: os.environ[name] for name in KEPT if name in os.environ},
        )
        try:
            async with asyncio.timeout(self._seconds):
                told, complaint = await program.communicate()
        except TimeoutError as error:
            raise NotExamined(f"it took more than {self._seconds:.0f} s") from error
        finally:
            if program.returncode is None:
                program.kill()
                await program.wait()
        if program.returncode:
            log.warning("file not examined", status=program.returncode, reason=_last(complaint))
            raise NotExamined(f"the program ended with {program.returncode}")
        return told


def _last(complaint: bytes) -> str:
    """Give the last line: what comes before it may quote the file."""
    return complaint.decode(errors="replace").strip().rpartition("\n")[2][-200:]
