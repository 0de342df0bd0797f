"""Repository: TikTok's rate windows, counted before a call and across replicas.

https://developers.tiktok.com/doc/content-posting-api-reference-direct-post
"""

from uuid import UUID

from common.errors import RateLimited
from common.postgres import Connection

WINDOW = 60.0
PER_MINUTE = {"init": 6, "status": 30, "creator": 20}


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
        cursor = await self._connection.execute(
            "SELECT count(*), extract(epoch FROM min(at) + %s * interval '1 second'"
            "  - clock_timestamp())::float FROM request_log"
            " WHERE account_id = %s AND endpoint = %s AND cause <> %s"
            " AND at > clock_timestamp() - %s * interval '1 second'",
            (WINDOW, account_id, endpoint, cause, WINDOW),
        )
        used, free_in = await cursor.fetchone() or (0, 0.0)
        if used >= PER_MINUTE[endpoint]:
            raise RateLimited(
                f"TikTok takes {PER_MINUTE[endpoint]} {endpoint} requests a minute.", free_in
            )
        await self._connection.execute(
            "INSERT INTO request_log (account_id, endpoint, cause) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            (account_id, endpoint, cause),
        )

    async def forget(self) -> None:
        """Delete what no window can still count."""
        await self._connection.execute(
            "DELETE FROM request_log WHERE at < clock_timestamp() - interval '10 minutes'"
        )
