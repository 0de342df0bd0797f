"""Repository: the table of assets."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from common.postgres import Connection
from instagram.assets.asset import Asset
from instagram.assets.verdict import Verdict

KEPT = timedelta(hours=24)
"""Who does nothing with an asset for so long loses it."""
TOLD_AFTERWARDS = timedelta(days=30)


class AssetRows:
    """Assets of all users; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(
        self,
        asset: tuple[UUID, UUID],
        *,
        size: int,
        name: str,
        content_type: str,
        idempotency_key: str | None,
        request_sha256: bytes,
    ) -> bool:
        """Begin an upload of `(asset_id, user_id)`; False where the user's key was used before."""
        cursor = await self._connection.execute(
            "INSERT INTO assets (asset_id, user_id, status, size, name, content_type,"
            " idempotency_key, request_sha256, expires_at)"
            " VALUES (%s, %s, 'UPLOADING', %s, %s, %s, %s, %s, now() + %s)"
            " ON CONFLICT (user_id, idempotency_key) DO NOTHING",
            (*asset, size, name, content_type, idempotency_key, request_sha256, KEPT),
        )
        return cursor.rowcount == 1

    async def find_by_key(self, user_id: UUID, idempotency_key: str) -> tuple[UUID, bytes]:
        """Give the asset that was begun with this key, and the digest of its request."""
        cursor = await self._connection.execute(
            "SELECT asset_id, request_sha256 FROM assets"
            " WHERE (user_id, idempotency_key) = (%s, %s)",
            (user_id, idempotency_key),
        )
        [row] = await cursor.fetchall()
        return row[0], row[1]

    async def hold_room(self, user_id: UUID) -> None:
        """Let no other upload of this user begin until the transaction ends."""
        await self._connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            (f"instagram.assets|{user_id}",),
        )

    async def held(self, user_id: UUID) -> tuple[int, int]:
        """Count the bytes of a user's files that are kept or may still come.

        The second number is that of the files that are not looked into yet.
        """
        cursor = await self._connection.execute(
            "SELECT coalesce(sum(greatest(size, stored_size)), 0),"
            " count(*) FILTER (WHERE status <> 'READY') FROM assets"
            " WHERE user_id = %s AND status IN ('UPLOADING', 'EXAMINING', 'READY')",
            (user_id,),
        )
        [(size, unseen)] = await cursor.fetchall()
        return int(size), int(unseen)

    async def find(self, asset_id: UUID) -> Asset | None:
        """Give an asset, or None."""
        async with self._connection.cursor(row_factory=class_row(Asset)) as cursor:
            await cursor.execute("SELECT * FROM assets WHERE asset_id = %s", (asset_id,))
            return await cursor.fetchone()

    async def hold(self, user_id: UUID, asset_ids: Sequence[UUID]) -> None:
        """Let nobody else use or end these assets of a user until the transaction ends."""
        await self._connection.execute(
            "SELECT FROM assets WHERE user_id = %s AND asset_id = ANY (%s)"
            " ORDER BY asset_id FOR UPDATE",
            (user_id, list(asset_ids)),
        )

    async def add_part(self, asset: Asset, key: str, size: int) -> Asset | None:
        """Store that a part came behind what was there; None where another was quicker.

        The last one completes the file, which is then to be examined.
        """
        async with self._connection.cursor(row_factory=class_row(Asset)) as cursor:
            await cursor.execute(
                "UPDATE assets SET parts = parts || %s::text, received = received + %s,"
                " status = CASE WHEN received + %s = size THEN 'EXAMINING' ELSE status END,"
                " expires_at = now() + %s"
                " WHERE asset_id = %s AND received = %s AND status = 'UPLOADING' RETURNING *",
                (key, size, size, KEPT, asset.asset_id, asset.received),
            )
            return await cursor.fetchone()

    async def terminate(self, asset_id: UUID) -> bool:
        """End an upload that is not whole, so that its parts are deleted; False for any other."""
        cursor = await self._connection.execute(
            "UPDATE assets SET status = 'EXPIRED', expires_at = now()"
            " WHERE asset_id = %s AND status = 'UPLOADING'",
            (asset_id,),
        )
        return cursor.rowcount == 1

    async def let_go(self, user_id: UUID) -> None:
        """End all files of a user who is erased; their names go at once."""
        await self._connection.execute(
            "UPDATE assets SET status = 'EXPIRED', name = '', expires_at = now()"
            " WHERE user_id = %s",
            (user_id,),
        )

    async def take_to_examine(self, seconds: float) -> Asset | None:
        """Claim the oldest whole file that nobody examines, for so long."""
        async with self._connection.cursor(row_factory=class_row(Asset)) as cursor:
            await cursor.execute(
                "UPDATE assets SET examinations = examinations + 1, breaks = breaks + 1,"
                " examined_until = now() + %s * interval '1 second' WHERE asset_id = ("
                "SELECT asset_id FROM assets WHERE status = 'EXAMINING'"
                " AND coalesce(examined_until, now()) <= now()"
                " ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING *",
                (seconds,),
            )
            return await cursor.fetchone()

    async def put_back(self, asset: Asset, breaks: int) -> None:
        """Let a file be examined anew at once; `breaks` are those that count against it."""
        await self._connection.execute(
            "UPDATE assets SET examined_until = NULL, breaks = %s"
            " WHERE (asset_id, examinations) = (%s, %s) AND status = 'EXAMINING'",
            (breaks, asset.asset_id, asset.examinations),
        )

    async def judge(
        self, asset: Asset, verdict: Verdict, store_key: str | None, sha256: bytes | None
    ) -> bool:
        """Store what was found; without a `store_key` the file is refused.

        False where another examination of the file has begun, or its time is over.
        """
        told = verdict.model_dump(mode="json")
        cursor = await self._connection.execute(
            "UPDATE assets SET status = %s, kind = %s, content_type = %s, width = %s, height = %s,"
            " duration_ms = %s, problems = %s, changes = %s, store_key = %s, stored_size = %s,"
            " sha256 = %s, parts = '{}', examined_until = NULL, expires_at = now() + %s"
            " WHERE (asset_id, examinations) = (%s, %s) AND status = 'EXAMINING'",
            (
                "REFUSED" if store_key is None else "READY",
                verdict.kind,
                verdict.content_type or "",
                verdict.width,
                verdict.height,
                verdict.duration_ms,
                Jsonb(told["problems"]),
                Jsonb(told["changes"]),
                store_key,
                None if store_key is None else verdict.size,
                sha256,
                KEPT,
                asset.asset_id,
                asset.examinations,
            ),
        )
        return cursor.rowcount == 1

    async def use(self, asset_id: UUID) -> None:
        """Keep an asset for another while."""
        await self._connection.execute(
            "UPDATE assets SET expires_at = now() + %s WHERE asset_id = %s AND status = 'READY'",
            (KEPT, asset_id),
        )

    async def expire(self, limit: int) -> int:
        """End the assets whose time is over; from then on nobody can take them."""
        cursor = await self._connection.execute(
            "UPDATE assets SET status = 'EXPIRED' WHERE asset_id IN ("
            "SELECT asset_id FROM assets WHERE status <> 'EXPIRED' AND expires_at <= now()"
            " ORDER BY expires_at LIMIT %s FOR UPDATE SKIP LOCKED)",
            (limit,),
        )
        return cursor.rowcount

    async def to_empty(self, limit: int) -> list[UUID]:
        """Give ended assets whose bytes may still be stored."""
        cursor = await self._connection.execute(
            "SELECT asset_id FROM assets WHERE status = 'EXPIRED' AND emptied_at IS NULL"
            " ORDER BY expires_at LIMIT %s",
            (limit,),
        )
        return [row[0] for row in await cursor.fetchall()]

    async def emptied(self, asset_id: UUID) -> None:
        """Store that nothing is kept of an ended asset."""
        await self._connection.execute(
            "UPDATE assets SET emptied_at = now(), store_key = NULL, parts = '{}'"
            " WHERE asset_id = %s AND status = 'EXPIRED'",
            (asset_id,),
        )

    async def forgotten(self, limit: int) -> list[UUID]:
        """Delete the rows of assets that ended long ago, and name them."""
        cursor = await self._connection.execute(
            "DELETE FROM assets WHERE asset_id IN (SELECT asset_id FROM assets"
            " WHERE emptied_at < now() - %s ORDER BY emptied_at LIMIT %s) RETURNING asset_id",
            (TOLD_AFTERWARDS, limit),
        )
        return [row[0] for row in await cursor.fetchall()]
