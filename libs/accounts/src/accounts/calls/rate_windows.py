"""Repository: a platform's rate windows, counted before a call and across replicas."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from common.errors import RateLimited
from common.postgres import Connection


@dataclass(frozen=True, slots=True)
class Window:
    """At most this many calls for one account in this many seconds."""

    most: int
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """A platform's windows by endpoint; `name` is what sentences call it."""

    provider: str
    name: str
    windows: Mapping[str, Window]

    @property
    def longest(self) -> float:
        """The seconds after which no window counts a call any more."""
        return max(window.seconds for window in self.windows.values())


USED = (
    "SELECT count(*), extract(epoch FROM min(at) + %s * interval '1 second'"
    "  - clock_timestamp())::float FROM request_log"
    " WHERE account_id = %s AND endpoint = %s AND cause <> %s"
    " AND at > clock_timestamp() - %s * interval '1 second'"
)


class RateWindows:
    """The calls of each window, by account and endpoint."""

    def __init__(self, connection: Connection, limits: Limits) -> None:
        self._connection, self._limits = connection, limits

    async def count(self, account_id: UUID, endpoint: str, cause: str) -> None:
        """Count one call, or raise `RateLimited` with the time when the window has room again.

        `cause` names the call: the same one is counted once.
        """
        await self._connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            (f"{self._limits.provider}.request_log|{account_id}|{endpoint}",),
        )
        await self._respect_pause(account_id, endpoint)
        used, free_in = await self._used(account_id, endpoint, cause)
        if used >= self._limits.windows[endpoint].most:
            raise self._too_many(endpoint, free_in)
        await self._connection.execute(
            "INSERT INTO request_log (account_id, endpoint, cause) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            (account_id, endpoint, cause),
        )

    async def check(self, account_id: UUID, endpoint: str) -> None:
        """Raise `RateLimited` where a call would be one too many, without counting one."""
        await self._respect_pause(account_id, endpoint)
        used, free_in = await self._used(account_id, endpoint, "")
        if used >= self._limits.windows[endpoint].most:
            raise self._too_many(endpoint, free_in)

    async def left(self, account_id: UUID, endpoint: str) -> int:
        """Tell how many calls the window has room for; 0 while the platform has asked to wait."""
        if await self._pause_left(account_id, endpoint) is not None:
            return 0
        used, _ = await self._used(account_id, endpoint, "")
        return max(0, self._limits.windows[endpoint].most - used)

    async def pause(self, account_id: UUID, endpoint: str, seconds: float) -> None:
        """Make no such call for so many seconds: the platform has said so."""
        await self._connection.execute(
            "INSERT INTO endpoint_pauses AS pause VALUES"
            " (%s, %s, clock_timestamp() + %s * interval '1 second')"
            " ON CONFLICT (account_id, endpoint) DO UPDATE"
            " SET until = greatest(pause.until, excluded.until)",
            (account_id, endpoint, seconds),
        )

    async def forget(self) -> None:
        """Delete what no window can still count."""
        await self._connection.execute(
            "DELETE FROM request_log WHERE at < clock_timestamp() - %s * interval '10 seconds'",
            (self._limits.longest,),
        )
        await self._connection.execute("DELETE FROM endpoint_pauses WHERE until < now()")

    async def _used(self, account_id: UUID, endpoint: str, cause: str) -> tuple[int, float]:
        seconds = self._limits.windows[endpoint].seconds
        values = (seconds, account_id, endpoint, cause, seconds)
        cursor = await self._connection.execute(USED, values)
        used, free_in = await cursor.fetchone() or (0, None)
        return used, free_in or 0.0

    async def _respect_pause(self, account_id: UUID, endpoint: str) -> None:
        seconds = await self._pause_left(account_id, endpoint)
        if seconds is not None:
            raise RateLimited(
                f"{self._limits.name} has asked to wait with these requests.", seconds
            )

    async def _pause_left(self, account_id: UUID, endpoint: str) -> float | None:
        cursor = await self._connection.execute(
            "SELECT extract(epoch FROM until - clock_timestamp())::float FROM endpoint_pauses"
            " WHERE account_id = %s AND endpoint = %s AND until > clock_timestamp()",
            (account_id, endpoint),
        )
        row = await cursor.fetchone()
        return row[0] if row else None

    def _too_many(self, endpoint: str, free_in: float) -> RateLimited:
        window, name = self._limits.windows[endpoint], self._limits.name
        every = "a minute" if window.seconds == 60 else f"in {window.seconds:.0f} seconds"
        return RateLimited(f"{name} takes {window.most} of these requests {every}.", free_in)
