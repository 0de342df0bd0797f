"""Trying again until it works: exponential backoff with jitter, each try in the log."""

import asyncio
from collections.abc import Callable
from random import SystemRandom

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception

from common.logs import get_logger

log = get_logger(__name__)
FIRST = 0.1


def is_cancelled() -> bool:
    """Tell whether somebody has asked the running task to end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


class Pauses:
    """Exponential pauses with jitter, of at most `most` seconds.

    They begin again from the shortest after a try that ran for longer than `most` seconds.
    """

    def __init__(self, most: float) -> None:
        self._most, self._random = most, SystemRandom()
        self._in_a_row = 0
        self._began: float | None = None

    def __call__(self, state: RetryCallState) -> float:
        """Give the seconds to wait after the try that has just failed."""
        ended = state.outcome_timestamp or state.start_time
        began = state.start_time if self._began is None else self._began
        self._in_a_row = 0 if ended - began > self._most else self._in_a_row + 1
        longest: float = FIRST * 2.0 ** min(self._in_a_row, 16)
        pause = min(self._most, longest) + self._random.uniform(0, FIRST)
        self._began = ended + pause
        return pause


def forever(
    what: str,
    *,
    unless: tuple[type[Exception], ...] = (),
    most: float = 10.0,
    tell: Callable[[], object] = lambda: None,
) -> AsyncRetrying:
    """Retry any failure but `unless`, which passes through at once; cancelling ends it.

    Use: `async for attempt in forever("..."): with attempt: ...`

    A cancellation that nobody requested of this task counts as a failure too: aiokafka lets the
    `CancelledError` of its own tasks escape (`Fetcher.close` awaits tasks that it has cancelled),
    and nobody would notice a task that ended by it. And whatever a task answers to a cancellation
    that was requested, it is over: cleaning up may fail, and a task group then tells of that only.
    """

    def before_sleep(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if is_cancelled():
            raise asyncio.CancelledError from error
        tell()
        log.warning(
            "retrying",
            step=what,
            error=repr(error),
            attempts=state.attempt_number,
            retry_in=round(state.upcoming_sleep, 2),
        )

    def passing(error: BaseException) -> bool:
        if isinstance(error, asyncio.CancelledError):
            return not is_cancelled()
        return isinstance(error, Exception) and not isinstance(error, unless)

    return AsyncRetrying(
        retry=retry_if_exception(passing),
        wait=Pauses(most),
        before_sleep=before_sleep,
        reraise=True,
    )
