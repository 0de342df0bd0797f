"""Trying again until it works: exponential backoff with jitter, told in the log."""

from collections.abc import Callable

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, wait_exponential_jitter

from common.logs import get_logger

log = get_logger(__name__)


def forever(
    what: str,
    *,
    unless: tuple[type[Exception], ...] = (),
    most: float = 10.0,
    tell: Callable[[], object] = lambda: None,
) -> AsyncRetrying:
    """Retry any failure but `unless`, which passes through at once; cancelling ends it.

    Use: `async for attempt in forever("..."): with attempt: ...`
    """

    def before_sleep(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        tell()
        log.warning(
            "retrying",
            step=what,
            error=repr(error),
            attempts=state.attempt_number,
            retry_in=round(state.upcoming_sleep, 2),
        )

    def passing(error: BaseException) -> bool:
        # A cancellation is no Exception, and must never be tried again.
        return isinstance(error, Exception) and not isinstance(error, unless)

    return AsyncRetrying(
        retry=retry_if_exception(passing),
        wait=wait_exponential_jitter(multiplier=0.1, max=most, jitter=0.1),
        before_sleep=before_sleep,
        reraise=True,
    )
