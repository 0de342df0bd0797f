"""What every call to a platform leaves behind: a count, a time, and one log line."""

from collections.abc import Callable

from common import metrics
from common.logs import get_logger

log = get_logger(__name__)


def observer(provider: str) -> Callable[[str, str, float], None]:
    """Give what a platform's client tells of each attempt: endpoint, outcome, seconds."""

    def observe(endpoint: str, outcome: str, seconds: float) -> None:
        metrics.PLATFORM_CALLS.labels(provider, endpoint, outcome).inc()
        metrics.PLATFORM_SECONDS.labels(provider, endpoint).observe(seconds)
        log.info(
            "platform call",
            provider=provider,
            endpoint=endpoint,
            outcome=outcome,
            seconds=round(seconds, 4),
        )

    return observe
