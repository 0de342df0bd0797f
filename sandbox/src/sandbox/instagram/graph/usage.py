"""Usage headers that grow, and the blocks at 100 %."""

import json
from collections import deque
from dataclasses import dataclass, field
from math import ceil

from sandbox.instagram.graph.answers import GraphRefused

HOUR, DAY = 3600.0, 86_400.0
WHOLE = 100


@dataclass
class Meter:
    """The calls of one rolling window, and until when it is blocked."""

    window: float
    code: int
    message: str
    calls: deque[float] = field(default_factory=deque)
    blocked_until: float = 0
    limit: int = 0

    def admit(self, now: float, limit: int, regain_seconds: float) -> None:
        """Count a call; a call while blocked makes the block longer. Raises GraphRefused."""
        self.limit = limit
        while self.calls and self.calls[0] <= now - self.window:
            self.calls.popleft()
        is_blocked = now < self.blocked_until
        if limit and (is_blocked or len(self.calls) >= limit):
            self.blocked_until = now + regain_seconds
            raise GraphRefused(self.code, f"(#{self.code}) {self.message}")
        self.calls.append(now)

    def percent(self, now: float) -> int:
        """How much of the limit is used up."""
        if now < self.blocked_until:
            return WHOLE
        return min(WHOLE, len(self.calls) * WHOLE // self.limit) if self.limit else 0

    def minutes_left(self, now: float) -> int:
        """Minutes until the block ends."""
        return ceil(max(0.0, self.blocked_until - now) / 60)


class Usage:
    """One meter for the app, one for each user, one for each Instagram account."""

    def __init__(self) -> None:
        self._app = Meter(HOUR, 4, "Application request limit reached")
        self._users: dict[str, Meter] = {}
        self._accounts: dict[str, Meter] = {}

    @property
    def app(self) -> Meter:
        """The meter of the app itself."""
        return self._app

    def user(self, owner: str) -> Meter:
        """The meter of somebody's calls."""
        return self._users.setdefault(owner, Meter(HOUR, 17, "User request limit reached"))

    def account(self, account_id: str) -> Meter:
        """The meter of an account's calls."""
        message = "There have been too many calls to this Instagram account."
        return self._accounts.setdefault(account_id, Meter(DAY, 80002, message))

    def app_header(self, now: float) -> str:
        """The value of `x-app-usage`."""
        percent = self._app.percent(now)
        times = {"total_time": percent // 3, "total_cputime": percent // 4}
        return json.dumps({"call_count": percent, **times}, separators=(",", ":"))

    def account_header(self, account_id: str, key: str, now: float) -> str:
        """The value of `x-business-use-case-usage`."""
        meter = self.account(account_id)
        percent = meter.percent(now)
        usage = {
            "type": "instagram",
            "call_count": percent,
            "total_cputime": percent // 4,
            "total_time": percent // 3,
            "estimated_time_to_regain_access": meter.minutes_left(now),
        }
        return json.dumps({key: [usage]}, separators=(",", ":"))
