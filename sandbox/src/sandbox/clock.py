"""The time by which tokens, upload addresses and limits live."""

import time


class Clock:
    """Real time plus an offset that the control API sets."""

    def __init__(self) -> None:
        self.offset_seconds = 0.0

    def now(self) -> float:
        """Seconds since the epoch, shifted."""
        return wall() + self.offset_seconds


def wall() -> float:
    """Unshifted seconds since the epoch: what webhooks carry, for receivers know no offset."""
    return time.time()
