"""Repository: the posts whose next step is due."""

from datetime import timedelta
from uuid import UUID

from common.postgres import Connection

# A command may be lost: the post is due again while nobody has taken it up.
COMMANDED_AGAIN = timedelta(seconds=30)
TAKE = """
WITH due AS (
    SELECT post_id FROM posts WHERE next_due_at <= now()
      AND (claimed_until IS NULL OR claimed_until <= now())
    ORDER BY next_due_at LIMIT %s FOR UPDATE SKIP LOCKED
)
UPDATE posts SET next_due_at = now() + %s
FROM due WHERE posts.post_id = due.post_id
RETURNING account_id, posts.post_id
"""


class DuePosts:
    """Posts that something is to be done for, on the caller's connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def take(self, limit: int) -> list[tuple[UUID, UUID]]:
        """Take posts whose step is due, each as (account_id, post_id), and move their time on."""
        cursor = await self._connection.execute(TAKE, (limit, COMMANDED_AGAIN))
        return [(row[0], row[1]) for row in await cursor.fetchall()]

    async def hasten(self, account_id: UUID) -> None:
        """Let the posts of an account that can be used again go on at once."""
        await self._connection.execute(
            "UPDATE posts SET next_due_at = now() WHERE post_id IN (SELECT post_id FROM posts"
            "  WHERE account_id = %s AND next_due_at > now() AND claimed_until IS NULL"
            "  ORDER BY post_id FOR UPDATE)",
            (account_id,),
        )
