"""How far a command is: a bar where somebody looks, nothing where a program reads."""

import time
from typing import TextIO

WIDTH, EVERY_SECONDS = 30, 0.2


class Progress:
    """Counts records, and draws a line of it on a terminal."""

    def __init__(self, total: int, screen: TextIO | None = None) -> None:
        self.total, self.done, self.refused = total, 0, 0
        self.lag_seconds = 0.0
        self._screen = screen if screen is not None and screen.isatty() else None
        self._began = self._drawn = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self._began

    def add(self, records: int, written_at: float | None = None) -> None:
        """Count records; `written_at` is when the last of them was appended to the log."""
        self.done += records
        if written_at is not None:
            self.lag_seconds = max(0.0, time.time() - written_at)
        if self._screen is not None and time.monotonic() - self._drawn > EVERY_SECONDS:
            self._drawn = time.monotonic()
            self._screen.write(f"\r{self.line()}\x1b[K")
            self._screen.flush()

    def line(self) -> str:
        """Say it in one line; the lag is the age of the newest record that was read."""
        share = min(1.0, self.done / self.total) if self.total else 1.0
        bar = "#" * round(share * WIDTH)
        rate = self.done / max(self.seconds, 0.001)
        return (
            f"[{bar:<{WIDTH}}] {share:4.0%}  {self.done:,} of {self.total:,} records,"
            f" {rate:,.0f}/s, lag {self.lag_seconds:,.0f} s"
        )

    def end(self) -> None:
        """Leave the last line where it is."""
        if self._screen is not None:
            self._screen.write(f"\r{self.line()}\x1b[K\n")
