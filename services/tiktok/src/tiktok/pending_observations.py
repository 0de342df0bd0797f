"""Repository: webhooks that came before what they are about, and those already handled."""

from datetime import datetime

from psycopg.rows import class_row
from pydantic import BaseModel, ConfigDict

from common.postgres import Connection


class PendingObservation(BaseModel):
    """A delivery whose account or post is not known yet."""

    model_config = ConfigDict(frozen=True)

    external_id: str
    platform_user_id: str
    publish_id: str | None
    body: bytes
    received_at: datetime


class PendingObservations:
    """The caller owns the connection and its transaction, and holds `lock` around both sides."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self, identity: str) -> None:
        """Let the webhook and the transaction that makes its target known go one after the other.

        `identity` is the publish id or the platform's user id.
        """
        await self._connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"tiktok.early|{identity}",)
        )

    async def add(self, pending: PendingObservation) -> None:
        """Keep it until its target is known; a repeat is kept once."""
        await self._connection.execute(
            "INSERT INTO pending_observations"
            " (external_id, platform_user_id, publish_id, body, received_at)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (
                pending.external_id,
                pending.platform_user_id,
                pending.publish_id,
                pending.body,
                pending.received_at,
            ),
        )

    async def take_for_post(self, publish_id: str) -> list[PendingObservation]:
        """Take what waited for this publish id, oldest first."""
        return await self._take("publish_id = %s", publish_id)

    async def take_for_account(self, platform_user_id: str) -> list[PendingObservation]:
        """Take what waited for this account and names no post."""
        return await self._take("publish_id IS NULL AND platform_user_id = %s", platform_user_id)

    async def naming_posts(self, platform_user_id: str) -> list[PendingObservation]:
        """Look at what waits for posts of this user, taking nothing."""
        async with self._connection.cursor(row_factory=class_row(PendingObservation)) as cursor:
            await cursor.execute(
                "SELECT * FROM pending_observations"
                " WHERE publish_id IS NOT NULL AND platform_user_id = %s",
                (platform_user_id,),
            )
            return await cursor.fetchall()

    async def count(self) -> int:
        """Tell how many wait."""
        cursor = await self._connection.execute("SELECT count(*) FROM pending_observations")
        row = await cursor.fetchone()
        return int(row[0]) if row else 0

    async def take_unmatched(self, days: int) -> list[PendingObservation]:
        """Take what has waited in vain."""
        return await self._take("received_at < now() - %s * interval '1 day'", days)

    async def _take(self, condition: str, value: object) -> list[PendingObservation]:
        async with self._connection.cursor(row_factory=class_row(PendingObservation)) as cursor:
            await cursor.execute(
                f"DELETE FROM pending_observations WHERE {condition} RETURNING *", (value,)
            )
            return sorted(await cursor.fetchall(), key=lambda pending: pending.received_at)

    async def is_first(self, external_id: str) -> bool:
        """Mark a delivery as handled; False for a repeat."""
        cursor = await self._connection.execute(
            "INSERT INTO handled_webhooks (external_id) VALUES (%s) ON CONFLICT DO NOTHING",
            (external_id,),
        )
        return cursor.rowcount == 1

    async def forget_handled(self) -> None:
        """Delete marks that no repeat can still meet: TikTok retries for 72 hours."""
        await self._connection.execute(
            "DELETE FROM handled_webhooks WHERE handled_at < now() - interval '30 days'"
        )
