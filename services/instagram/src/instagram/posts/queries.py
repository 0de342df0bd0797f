"""Reading posts for their users, and for the calls about them, without a lock."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from common.errors import NotFound
from common.postgres import Connection, Pool
from instagram.posts.matching import AFTER, BEFORE
from instagram.posts.post import Post
from instagram.posts.view import Asked, PostView

VIEW = """
SELECT *,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('item', nullif(item, -1), 'status', part.status)
        ORDER BY item < 0, item), '[]')
     FROM containers part
     WHERE (part.post_id, part.attempt) = (posts.post_id, posts.attempt)) AS parts
FROM posts WHERE
"""
# Posts of ours that the same medium could be: those whose medium is not known either.
RIVALS = """
SELECT count(*) FROM posts
WHERE account_id = %s AND post_id <> %s AND media_id IS NULL
  AND called_at BETWEEN %s AND %s AND trim(request ->> 'caption') = trim(%s)
"""


class PostViews:
    """Posts as they are read, on the caller's connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def by_id(self, post_id: UUID, user_id: UUID) -> PostView | None:
        """Find a user's post."""
        return await self._one("post_id = %s AND user_id = %s", post_id, user_id)

    async def by_key(self, user_id: UUID, key: str) -> PostView | None:
        """Find the post that this user's idempotency key has begun."""
        return await self._one("user_id = %s AND idempotency_key = %s", user_id, key)

    async def asked(self, post_id: UUID) -> Asked:
        """Give what a post asks for; raises `NotFound`."""
        cursor = await self._connection.execute(
            "SELECT request, sealed_addresses FROM posts WHERE post_id = %s", (post_id,)
        )
        row = await cursor.fetchone()
        if row is None:
            raise NotFound("There is no such post.")
        return Asked(*row)

    async def count_rivals(self, post: Post, called_at: datetime) -> int:
        """Count posts of the account whose medium could be taken for this one's."""
        window = (called_at - BEFORE - AFTER, called_at + BEFORE + AFTER)
        values = (post.account_id, post.post_id, *window, post.caption)
        cursor = await self._connection.execute(RIVALS, values)
        row = await cursor.fetchone()
        return int(row[0]) if row else 0

    async def known_media(self, account_id: UUID, media_ids: Sequence[str]) -> set[str]:
        """Give those of these media that belong to posts of ours already."""
        cursor = await self._connection.execute(
            "SELECT media_id FROM posts WHERE account_id = %s AND media_id = ANY(%s)",
            (account_id, list(media_ids)),
        )
        return {row[0] for row in await cursor.fetchall()}

    async def _one(self, condition: str, *values: object) -> PostView | None:
        async with self._connection.cursor(row_factory=class_row(PostView)) as cursor:
            await cursor.execute(f"{VIEW} {condition}", values)
            return await cursor.fetchone()


class PostQueries:
    """Posts as their users see them; each method is a transaction of its own."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def require(self, identity: str, user_id: UUID) -> PostView:
        """Give a user's post; raises `NotFound` where there is none."""
        async with self._pool.connection() as connection:
            return await required(connection, identity, user_id)


async def required(connection: Connection, identity: str | UUID, user_id: UUID) -> PostView:
    """Give a user's post; raises `NotFound` where it is not there, or another's."""
    post_id = _uuid(str(identity))
    view = post_id and await PostViews(connection).by_id(post_id, user_id)
    if not view:
        raise NotFound("There is no such post.")
    return view


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
