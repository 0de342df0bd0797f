"""Repository: posts. Every event of a post is written through `record`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb
from pydantic import BaseModel, ConfigDict

from common.outbox import Outbox
from common.postgres import Connection
from contracts.tiktok import PostEvent
from tiktok.machine import Post, Visibility

STATE = (
    "post_id, account_id, user_id, status, publish_id, fail_reason, platform_status, has_conflict"
)


class PostView(BaseModel):
    """A post as its user sees it."""

    model_config = ConfigDict(frozen=True)

    post_id: UUID
    account_id: UUID
    user_id: UUID
    status: str
    publish_id: str | None
    fail_reason: str | None
    uploaded_bytes: int
    observed_at: datetime | None
    video_size: int
    request_sha256: bytes
    post_ids: list[str]


class TikTokPosts:
    """Posts of all accounts; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection, outbox: Outbox) -> None:
        self._connection, self._outbox = connection, outbox

    async def create(
        self, post: Post, request: dict[str, Any], sha256: bytes, key: str | None
    ) -> UUID:
        """Insert the post, unless this user has used this idempotency key; gives the post's id."""
        cursor = await self._connection.execute(
            "INSERT INTO posts (post_id, account_id, user_id, status, request, request_sha256,"
            " idempotency_key) VALUES (%s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING RETURNING post_id",
            (post.post_id, post.account_id, post.user_id, post.status, Jsonb(request), sha256, key),
        )
        if await cursor.fetchone() is not None:
            return post.post_id
        cursor = await self._connection.execute(
            "SELECT post_id FROM posts WHERE post_id = %s OR (user_id, idempotency_key) = (%s, %s)",
            (post.post_id, post.user_id, key),
        )
        row = await cursor.fetchone()
        return UUID(str(row[0])) if row else post.post_id

    async def lock(self, post_id: UUID) -> Post | None:
        """Give the post's state and hold its row until the transaction ends."""
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(
                f"SELECT {STATE} FROM posts WHERE post_id = %s FOR UPDATE", (post_id,)
            )
            row = await cursor.fetchone()
        if row is None:
            return None
        return Post(**row, visibility=await self._visibility(post_id))

    async def lock_by_publish_id(self, publish_id: str) -> Post | None:
        """Find the post that any of its attempts gave this id to, and hold its row."""
        cursor = await self._connection.execute(
            "SELECT post_id FROM publish_attempts WHERE publish_id = %s", (publish_id,)
        )
        row = await cursor.fetchone()
        return await self.lock(row[0]) if row else None

    async def record(self, post: Post, events: Sequence[PostEvent]) -> None:
        """Keep the state and write its events to the outbox, each with the next sequence."""
        await self._connection.execute(
            "UPDATE posts SET status = %s, publish_id = %s, fail_reason = %s, platform_status = %s,"
            " has_conflict = %s WHERE post_id = %s",
            (
                post.status,
                post.publish_id,
                post.fail_reason,
                post.platform_status,
                post.has_conflict,
                post.post_id,
            ),
        )
        for platform_post_id, word in post.visibility.items():
            await self._keep_visibility(post.post_id, platform_post_id, word)
        for event in events:
            await self._outbox.append(self._connection, event, await self._next(post.post_id))

    async def view(self, identity: str, user_id: UUID) -> PostView | None:
        """Find a user's post by our id or by TikTok's publish id."""
        return await self._find(
            "post_id::text = %s OR publish_id = %s", user_id, identity, identity
        )

    async def view_by_key(self, user_id: UUID, key: str) -> PostView | None:
        """Find the post that this user's idempotency key has started."""
        return await self._find("idempotency_key = %s", user_id, key)

    async def _find(self, condition: str, user_id: UUID, *values: str) -> PostView | None:
        async with self._connection.cursor(row_factory=class_row(PostView)) as cursor:
            await cursor.execute(
                "SELECT *, (request ->> 'video_size')::bigint AS video_size,"
                " ARRAY(SELECT platform_post_id FROM post_visibility seen"
                "  WHERE seen.post_id = posts.post_id AND is_public ORDER BY 1) AS post_ids"
                f" FROM posts WHERE user_id = %s AND ({condition})",
                (user_id, *values),
            )
            return await cursor.fetchone()

    async def free_key(self, post_id: UUID) -> None:
        """Let the same idempotency key start a post anew."""
        await self._connection.execute(
            "UPDATE posts SET idempotency_key = NULL WHERE post_id = %s", (post_id,)
        )

    async def note_poll(self, post_id: UUID, uploaded_bytes: int) -> None:
        """Remember when TikTok was last asked; the next poll waits as long as the post is old."""
        await self._connection.execute(
            "UPDATE posts SET observed_at = now(),"
            " uploaded_bytes = greatest(uploaded_bytes, %s),"
            " next_poll_at = CASE WHEN status IN ('FAILED', 'PUBLISH_COMPLETE') THEN NULL"
            "  ELSE now() + least(greatest(now() - created_at, interval '5 seconds'),"
            "   interval '15 minutes') END"
            " WHERE post_id = %s",
            (uploaded_bytes, post_id),
        )

    async def poll_after(self, post_id: UUID, at: datetime) -> None:
        """Let the timer ask TikTok about this post from then on, should no webhook settle it."""
        await self._connection.execute(
            "UPDATE posts SET next_poll_at = %s WHERE post_id = %s", (at, post_id)
        )

    async def find_pending_posts(self, limit: int) -> list[tuple[UUID, UUID]]:
        """Take posts that are due to be polled, moving each one's time so that it is taken once."""
        cursor = await self._connection.execute(
            "UPDATE posts SET next_poll_at = now() + least(greatest(now() - created_at,"
            "  interval '30 seconds'), interval '15 minutes') WHERE post_id IN"
            " (SELECT post_id FROM posts JOIN oauth_accounts account USING (account_id)"
            "  WHERE posts.next_poll_at <= now() AND account.status IN ('CONNECTED', 'CHECKING')"
            "  AND posts.status NOT IN ('FAILED', 'PUBLISH_COMPLETE')"
            "  ORDER BY posts.next_poll_at LIMIT %s FOR UPDATE OF posts SKIP LOCKED)"
            " RETURNING account_id, post_id",
            (limit,),
        )
        return [(row[0], row[1]) for row in await cursor.fetchall()]

    async def _next(self, post_id: UUID) -> int:
        cursor = await self._connection.execute(
            "UPDATE posts SET sequence = sequence + 1 WHERE post_id = %s RETURNING sequence",
            (post_id,),
        )
        row = await cursor.fetchone()
        if row is None:
            raise LookupError(f"post {post_id} is gone")
        return int(row[0])

    async def _visibility(self, post_id: UUID) -> dict[str, Visibility]:
        cursor = await self._connection.execute(
            "SELECT platform_post_id, said_at, source_rank, is_public FROM post_visibility"
            " WHERE post_id = %s",
            (post_id,),
        )
        return {row[0]: Visibility(row[1], row[2], row[3]) for row in await cursor.fetchall()}

    async def _keep_visibility(
        self, post_id: UUID, platform_post_id: str, word: Visibility
    ) -> None:
        await self._connection.execute(
            "INSERT INTO post_visibility AS seen VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (post_id, platform_post_id) DO UPDATE SET said_at = excluded.said_at,"
            " source_rank = excluded.source_rank, is_public = excluded.is_public"
            " WHERE (seen.said_at, seen.source_rank) < (excluded.said_at, excluded.source_rank)",
            (post_id, platform_post_id, word.at, word.rank, word.is_public),
        )
