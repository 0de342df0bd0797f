"""Repository: TikTok's rate windows, counted before a call and across replicas.

https://developers.tiktok.com/doc/content-posting-api-reference-direct-post
"""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from common.errors import RateLimited
from common.postgres import Connection

WINDOW = 60.0
# A window of its own for each endpoint, as TikTok's pages give a limit for each.
PER_MINUTE: Mapping[str, int] = MappingProxyType(
    {
        "direct_init": 6,
        "inbox_init": 6,
        "photos_init": 6,
        "status": 30,
        "creator": 20,
        "video_list": 600,
        "video_query": 600,
        "user_info": 600,
        "cancel": 30,  # TikTok publishes none: as for the status
    }
)
USED = (
    "SELECT count(*), extract(epoch FROM min(at) + %s * interval '1 second'"
    "  - clock_timestamp())::float FROM request_log"
    " WHERE account_id = %s AND endpoint = %s AND cause <> %s"
    " AND at > clock_timestamp() - %s * interval '1 second'"
)


class RequestLog:
    """The calls of the last minute, by account and endpoint."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def count(self, account_id: UUID, endpoint: str, cause: str) -> None:
        """Count one call, or raise `RateLimited` with the time when the window has room again.

        `cause` names the call: the same one is counted once.
        """
        await self._connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            (f"tiktok.request_log|{account_id}|{endpoint}",),
        )
        await self._respect_pause(account_id, endpoint)
        used, free_in = await self._used(account_id, endpoint, cause)
        if used >= PER_MINUTE[endpoint]:
            raise _too_many(endpoint, free_in)
        await self._connection.execute(
            "INSERT INTO request_log (account_id, endpoint, cause) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            (account_id, endpoint, cause),
        )

    async def check(self, account_id: UUID, endpoint: str) -> None:
        """Raise `RateLimited` where a call would be one too many, without counting one."""
        await self._respect_pause(account_id, endpoint)
        used, free_in = await self._used(account_id, endpoint, "")
        if used >= PER_MINUTE[endpoint]:
            raise _too_many(endpoint, free_in)

    async def left(self, account_id: UUID, endpoint: str) -> int:
        """Tell how many calls this minute has room for; none while TikTok has asked to wait."""
        if await self._pause_left(account_id, endpoint) is not None:
            return 0
        used, _ = await self._used(account_id, endpoint, "")
        return max(0, PER_MINUTE[endpoint] - used)

    async def pause(self, account_id: UUID, endpoint: str, seconds: float) -> None:
        """Make no such call for so long: TikTok has said so."""
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
            "DELETE FROM request_log WHERE at < clock_timestamp() - interval '10 minutes'"
        )
        await self._connection.execute("DELETE FROM endpoint_pauses WHERE until < now()")

    async def _used(self, account_id: UUID, endpoint: str, cause: str) -> tuple[int, float]:
        cursor = await self._connection.execute(USED, (WINDOW, account_id, endpoint, cause, WINDOW))
        used, free_in = await cursor.fetchone() or (0, None)
        return used, free_in or 0.0

    async def _respect_pause(self, account_id: UUID, endpoint: str) -> None:
        seconds = await self._pause_left(account_id, endpoint)
        if seconds is not None:
            raise RateLimited("TikTok has asked to wait with these requests.", seconds)

    async def _pause_left(self, account_id: UUID, endpoint: str) -> float | None:
        cursor = await self._connection.execute(
            "SELECT extract(epoch FROM until - clock_timestamp())::float FROM endpoint_pauses"
            " WHERE account_id = %s AND endpoint = %s AND until > clock_timestamp()",
            (account_id, endpoint),
        )
        row = await cursor.fetchone()
        return row[0] if row else None


def _too_many(endpoint: str, free_in: float) -> RateLimited:
    return RateLimited(f"TikTok takes {PER_MINUTE[endpoint]} of these requests a minute.", free_in)
