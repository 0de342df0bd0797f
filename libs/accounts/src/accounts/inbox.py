"""Repository: deliveries that came before what they are about, and those already handled."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from psycopg.rows import class_row

from common.postgres import Connection

Target = Literal["account", "post"]


@dataclass(frozen=True, slots=True)
class EarlyDelivery:
    """A delivery whose target is not known yet: an account by the platform's id, or a post."""

    external_id: str
    platform_user_id: str
    target_kind: Target
    target_id: str
    body: bytes
    received_at: datetime


class Inbox:
    """Deliveries of one provider; the caller holds `lock` around both sides of a meeting."""

    def __init__(self, connection: Connection, provider: str) -> None:
        self._connection, self._provider = connection, provider

    async def lock(self, identity: str) -> None:
        """Let a delivery and the transaction that makes its target known go one after the other.

        `identity` is the target's id at the platform.
        """
        await self._connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            (f"{self._provider}.early|{identity}",),
        )

    async def add(self, early: EarlyDelivery) -> None:
        """Keep it until its target is known; a repeat is kept once."""
        await self._connection.execute(
            "INSERT INTO pending_observations"
            " (external_id, platform_user_id, target_kind, target_id, body, received_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (
                early.external_id,
                early.platform_user_id,
                early.target_kind,
                early.target_id,
                early.body,
                early.received_at,
            ),
        )

    async def take_for(self, kind: Target, target_id: str) -> list[EarlyDelivery]:
        """Take what waited for this target, oldest first."""
        return await self._take("(target_kind, target_id) = (%s, %s)", kind, target_id)

    async def waiting_for(self, kind: Target, platform_user_id: str) -> list[EarlyDelivery]:
        """Look at what waits for targets of this kind and this platform user, taking nothing."""
        async with self._connection.cursor(row_factory=class_row(EarlyDelivery)) as cursor:
            await cursor.execute(
                "SELECT * FROM pending_observations"
                " WHERE target_kind = %s AND platform_user_id = %s",
                (kind, platform_user_id),
            )
            return await cursor.fetchall()

    async def count(self) -> int:
        """Tell how many wait."""
        cursor = await self._connection.execute("SELECT count(*) FROM pending_observations")
        row = await cursor.fetchone()
        return int(row[0]) if row else 0

    async def take_unmatched(self, days: int, limit: int) -> list[EarlyDelivery]:
        """Take at most so many deliveries that have waited in vain."""
        return await self._take(
            "external_id IN (SELECT external_id FROM pending_observations"
            " WHERE received_at < now() - %s * interval '1 day'"
            " ORDER BY received_at LIMIT %s FOR UPDATE SKIP LOCKED)",
            days,
            limit,
        )

    async def _take(self, condition: str, *values: object) -> list[EarlyDelivery]:
        async with self._connection.cursor(row_factory=class_row(EarlyDelivery)) as cursor:
            await cursor.execute(
                f"DELETE FROM pending_observations WHERE {condition} RETURNING *", values
            )
            return sorted(await cursor.fetchall(), key=lambda early: early.received_at)

    async def is_first(self, external_id: str) -> bool:
        """Mark a delivery as handled; False for a repeat."""
        cursor = await self._connection.execute(
            "INSERT INTO handled_webhooks (external_id) VALUES (%s) ON CONFLICT DO NOTHING",
            (external_id,),
        )
        return cursor.rowcount == 1

    async def forget_handled(self, limit: int) -> int:
        """Delete at most so many marks that no repeat can still meet; gives how many it were.

        Platforms repeat for days at most.
        """
        cursor = await self._connection.execute(
            "DELETE FROM handled_webhooks WHERE external_id IN (SELECT external_id"
            " FROM handled_webhooks WHERE handled_at < now() - interval '30 days'"
            " ORDER BY handled_at LIMIT %s)",
            (limit,),
        )
        return cursor.rowcount
