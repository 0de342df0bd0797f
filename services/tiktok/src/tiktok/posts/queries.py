"""Reading posts for their users, without a lock."""

from uuid import UUID

from psycopg.rows import class_row

from common.errors import NotFound
from common.postgres import Connection, Pool
from platforms.tiktok.upload import CHUNK_SIZE
from tiktok.posts.requests import UNSTORABLE
from tiktok.posts.store import ITS_ATTEMPT
from tiktok.posts.view import PostView

# A chunk in flight may make a video whole only if it is the last one.
VIEW = f"""
SELECT *, (request ->> 'video_size')::bigint AS video_size,
    source = 'FILE_UPLOAD' OR sealed_addresses IS NOT NULL AS has_addresses,
    (SELECT expires_at FROM publish_attempts live
     WHERE (live.post_id, live.attempt) = (posts.post_id, posts.attempt)) AS upload_expires_at,
    NOT EXISTS (SELECT FROM upload_sessions half
        WHERE (half.post_id, half.attempt) = (posts.post_id, posts.attempt)
          AND completed_at IS NULL AND (chunk_in_flight IS NULL
            OR (confirmed_chunks + 2) * {CHUNK_SIZE} <= half.video_size)) AS may_be_whole,
    ARRAY(SELECT platform_post_id FROM post_visibility seen
          WHERE seen.post_id = posts.post_id AND is_public ORDER BY 1) AS post_ids,
    EXISTS (SELECT FROM post_visibility seen WHERE seen.post_id = posts.post_id
            AND {ITS_ATTEMPT} = posts.attempt) AS was_public,
    (SELECT coalesce(jsonb_object_agg(platform_post_id, share_url), '{{}}')
     FROM post_visibility seen
     WHERE seen.post_id = posts.post_id AND share_url IS NOT NULL) AS share_urls,
    ARRAY(SELECT platform_post_id FROM post_visibility seen WHERE seen.post_id = posts.post_id
          AND is_public AND {ITS_ATTEMPT} < posts.attempt ORDER BY 1) AS earlier_post_ids,
    EXISTS (SELECT FROM post_visibility seen WHERE seen.post_id = posts.post_id
            AND {ITS_ATTEMPT} < posts.attempt) AS knows_earlier
FROM posts WHERE
"""
BY_PUBLISH_ID = "post_id = (SELECT post_id FROM publish_attempts WHERE publish_id = %s)"


class PostViews:
    """Posts as their users see them, on the caller's connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, identity: str, user_id: UUID) -> PostView | None:
        """Find a user's post by our id, or by the publish id that TikTok gave to any attempt."""
        if UNSTORABLE.search(identity):
            return None
        post_id = _uuid(identity)  # TikTok's publish ids never look like our ids
        if post_id is not None:
            return await self.by_id(post_id, user_id)
        return await self._one(f"{BY_PUBLISH_ID} AND user_id = %s", identity, user_id)

    async def by_id(self, post_id: UUID, user_id: UUID) -> PostView | None:
        """Find a user's post by our id."""
        return await self._one("post_id = %s AND user_id = %s", post_id, user_id)

    async def by_key(self, user_id: UUID, key: str) -> PostView | None:
        """Find the post that this user's idempotency key has started."""
        return await self._one("user_id = %s AND idempotency_key = %s", user_id, key)

    async def _one(self, condition: str, *values: object) -> PostView | None:
        async with self._connection.cursor(row_factory=class_row(PostView)) as cursor:
            await cursor.execute(f"{VIEW} {condition}", values)
            return await cursor.fetchone()


class PostQueries:
    """Posts as their users see them; each method is a transaction of its own."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find(self, identity: str, user_id: UUID) -> PostView | None:
        """Find a user's post by our id or by TikTok's publish id."""
        async with self._pool.connection() as connection:
            return await PostViews(connection).find(identity, user_id)

    async def require(self, identity: str, user_id: UUID) -> PostView:
        """Give a user's post; raises `NotFound` where there is none."""
        return required(await self.find(identity, user_id))


def required(view: PostView | None) -> PostView:
    """Refuse a post that is not there, or not the user's."""
    if view is None:
        raise NotFound("There is no such post.")
    return view


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
