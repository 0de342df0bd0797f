"""Repository: posts. Every event of a post is written through `record`."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb
from pydantic import BaseModel, ConfigDict

from common.outbox import Outbox
from common.postgres import Connection
from contracts.tiktok.events import PostEvent
from tiktok.posts.machine import Post, Visibility
from tiktok.posts.requests import Wish

STATE = (
    "post_id, account_id, user_id, status, publish_id, fail_reason, platform_status, has_conflict"
)


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post that is about to be asked for; the addresses in it are sealed."""

    post: Post
    wish: Wish
    key: str | None
    sealed_addresses: bytes | None


class PostView(BaseModel):
    """A post as its user sees it."""

    model_config = ConfigDict(frozen=True)

    post_id: UUID
    account_id: UUID
    user_id: UUID
    status: str
    publish_id: str | None
    fail_reason: str | None
    media: str
    mode: str
    source: str
    attempt: int
    uploaded_bytes: int
    observed_at: datetime | None
    created_at: datetime
    is_delayed: bool = False
    cancel_due_at: datetime | None
    video_size: int | None
    upload_expires_at: datetime | None = None
    may_be_whole: bool = True
    request: dict[str, Any]
    request_sha256: bytes
    sealed_addresses: bytes | None
    post_ids: list[str]


class TikTokPosts:
    """Posts of all accounts; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection, outbox: Outbox) -> None:
        self._connection, self._outbox = connection, outbox

    async def create(self, new: NewPost) -> bool:
        """Insert the post; False where this user has used this idempotency key already."""
        post, wish = new.post, new.wish
        cursor = await self._connection.execute(
            "INSERT INTO posts (post_id, account_id, user_id, status, media, mode, source,"
            " request, request_sha256, idempotency_key, sealed_addresses)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (
                post.post_id,
                post.account_id,
                post.user_id,
                post.status,
                wish.media,
                wish.mode,
                wish.source,
                Jsonb(wish.kept()),
                wish.sha256(),
                new.key,
                new.sealed_addresses,
            ),
        )
        return cursor.rowcount == 1

    async def begin_attempt(self, post_id: UUID, attempt: int) -> None:
        """Let the post's next attempt be the one that counts."""
        await self._connection.execute(
            "UPDATE posts SET attempt = %s, uploaded_bytes = 0, next_poll_at = NULL,"
            " cancel_due_at = NULL WHERE post_id = %s",
            (attempt, post_id),
        )

    async def cancel_after(self, post_id: UUID, at: datetime | None) -> None:
        """Let the timer ask TikTok to cancel from then on; None once TikTok has answered."""
        await self._connection.execute(
            "UPDATE posts SET cancel_due_at = %s WHERE post_id = %s", (at, post_id)
        )

    async def is_cancel_due(self, post_id: UUID) -> bool:
        """Tell whether TikTok is still to be asked to cancel the live attempt."""
        cursor = await self._connection.execute(
            "SELECT 1 FROM posts WHERE post_id = %s AND cancel_due_at IS NOT NULL", (post_id,)
        )
        return await cursor.fetchone() is not None

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
            "UPDATE posts SET status_since = CASE status WHEN %s THEN status_since ELSE now() END,"
            " status = %s, publish_id = %s, fail_reason = %s, platform_status = %s,"
            " has_conflict = %s, is_delayed = is_delayed AND status = %s WHERE post_id = %s",
            (
                post.status,
                post.status,
                post.publish_id,
                post.fail_reason,
                post.platform_status,
                post.has_conflict,
                post.status,
                post.post_id,
            ),
        )
        for platform_post_id, word in post.visibility.items():
            await self._keep_visibility(post.post_id, platform_post_id, word)
        for event in events:
            await self._outbox.append(self._connection, event, await self._next(post.post_id))

    async def view(self, identity: str, user_id: UUID) -> PostView | None:
        """Find a user's post by our id, or by the publish id that TikTok gave to any attempt."""
        with suppress(ValueError):  # no publish id of TikTok's has the shape of ours
            return await self._find("post_id = %s", user_id, UUID(identity))
        return await self._find(
            "post_id = (SELECT post_id FROM publish_attempts WHERE publish_id = %s)",
            user_id,
            identity,
        )

    async def view_by_key(self, user_id: UUID, key: str) -> PostView | None:
        """Find the post that this user's idempotency key has started."""
        return await self._find("idempotency_key = %s", user_id, key)

    async def _find(self, condition: str, user_id: UUID, *values: object) -> PostView | None:
        async with self._connection.cursor(row_factory=class_row(PostView)) as cursor:
            await cursor.execute(
                "SELECT *, (request ->> 'video_size')::bigint AS video_size,"
                " (SELECT expires_at FROM publish_attempts live WHERE (live.post_id, live.attempt)"
                "  = (posts.post_id, posts.attempt)) AS upload_expires_at,"
                " NOT EXISTS (SELECT FROM upload_sessions half WHERE (half.post_id, half.attempt)"
                "  = (posts.post_id, posts.attempt) AND completed_at IS NULL"
                "  AND chunk_in_flight IS NULL) AS may_be_whole,"
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

    async def poll_after(self, post_id: UUID, at: datetime) -> None:
        """Let the timer ask TikTok about this post from then on, should no webhook settle it."""
        await self._connection.execute(
            "UPDATE posts SET next_poll_at = %s WHERE post_id = %s", (at, post_id)
        )

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
            " WHERE (seen.said_at, seen.source_rank, seen.is_public)"
            "  < (excluded.said_at, excluded.source_rank, excluded.is_public)",
            (post_id, platform_post_id, word.at, word.rank, word.is_public),
        )
