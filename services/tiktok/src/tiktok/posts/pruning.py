"""Repository: deletes what no rule reads any more, at most `limit` rows at a time."""

from common.postgres import Connection

# An upload address lives for an hour, and the digests of a finished upload are in its event.
URLS = """
UPDATE publish_attempts SET sealed_upload_url = NULL WHERE (post_id, attempt) IN (
    SELECT post_id, attempt FROM publish_attempts
    WHERE sealed_upload_url IS NOT NULL AND expires_at < now() - interval '1 day'
    ORDER BY expires_at LIMIT %s FOR UPDATE SKIP LOCKED)
"""
DIGESTS = """
UPDATE upload_sessions SET chunk_sha256 = '{}' WHERE post_id IN (
    SELECT post_id FROM upload_sessions
    WHERE chunk_sha256 <> '{}' AND completed_at < now() - interval '30 days'
    ORDER BY completed_at LIMIT %s FOR UPDATE SKIP LOCKED)
"""
# Without its addresses a post cannot be tried again (`posts.retries`).
ADDRESSES = """
UPDATE posts SET sealed_addresses = NULL WHERE post_id IN (
    SELECT post_id FROM posts WHERE sealed_addresses IS NOT NULL
        AND status NOT IN ('INIT_ATTEMPTED', 'PROCESSING')
        AND status_since < now() - interval '30 days'
    ORDER BY status_since LIMIT %s FOR UPDATE SKIP LOCKED)
"""
PRUNED = (URLS, DIGESTS, ADDRESSES)


class Pruning:
    """Old secrets and digests of all posts; the caller owns the connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def prune(self, statement: str, limit: int) -> int:
        """Run one of `PRUNED` once; gives how many rows it has changed."""
        return (await self._connection.execute(statement, (limit,))).rowcount
