"""Commands of the service, as programs of their own."""

import asyncio
import os
import sys

from .loop import DEADLINE


async def run(*arguments: str, **environment: str) -> asyncio.subprocess.Process:
    """Run a command of the service."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "crm_projector",
        *arguments,
        env={"PATH": os.environ["PATH"], **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def output(process: asyncio.subprocess.Process) -> tuple[int | None, str]:
    """Wait for its end; gives its exit status and what it said."""
    async with asyncio.timeout(DEADLINE):
        said, _ = await process.communicate()
    return process.returncode, said.decode()
