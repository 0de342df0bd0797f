"""Repository: forgets the addresses of posts that have ended."""

from common.postgres import Connection

# What is published is never tried again, and what failed can be for 30 days (`posts.retries`).
FORGET_ADDRESSES = """
UPDATE posts SET sealed_addresses = NULL WHERE post_id IN (
    SELECT post_id FROM posts WHERE sealed_addresses IS NOT NULL
        AND status_since < now() - CASE status WHEN 'PUBLISHED' THEN interval '1 day'
            ELSE interval '30 days' END
        AND status IN ('PUBLISHED', 'FAILED', 'UNKNOWN')
    ORDER BY status_since LIMIT %s FOR UPDATE SKIP LOCKED)
"""


class Pruning:
    """The addresses of all posts; the caller owns the connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def forget_addresses(self, limit: int) -> int:
        """Forget those of so many posts; gives how many there were."""
        return (await self._connection.execute(FORGET_ADDRESSES, (limit,))).rowcount
