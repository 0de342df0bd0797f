"""Work that continues after its request was answered."""

import asyncio
import logging
from collections.abc import Coroutine

LOGGER = logging.getLogger("sandbox")


class Background:
    """Holds the running tasks: none is garbage-collected, and all end with the sandbox."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None]) -> None:
        """Run until done; an unexpected failure is logged."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._settle)

    async def stop(self) -> None:
        """Cancel what still runs and wait for it."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _settle(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            LOGGER.error("background work failed", exc_info=error)
