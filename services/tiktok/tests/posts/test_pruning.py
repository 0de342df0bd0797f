"""What nothing reads any more is deleted, batch after batch."""

from unittest.mock import patch

import pytest

from accounts import service_timers
from tiktok.errors import NotRetryable
from tiktok.parts import Parts
from tiktok.posts.queries import PostQueries

from ..builders import Timers, aged, stand
from ..support import Connect

KEPT = (
    "SELECT (SELECT sealed_addresses IS NOT NULL FROM posts WHERE source = 'PULL_FROM_URL'),"
    " (SELECT sealed_upload_url IS NOT NULL FROM publish_attempts JOIN posts USING (post_id)"
    "  WHERE source = 'FILE_UPLOAD'),"
    " (SELECT chunk_sha256 <> '{}' FROM upload_sessions)"
)


async def kept(parts: Parts) -> object:
    """Tell whether addresses, upload URL and digests are there."""
    async with parts.pool.connection() as connection:
        cursor = await connection.execute(KEPT)
        return await cursor.fetchone()


async def test_secrets_and_digests_go_once_no_rule_reads_them(
    connect: Connect, parts: Parts
) -> None:
    account, leader = await connect(), Timers(parts, 45).posts
    fetched = await parts.publishing.start(account.user_id, account.fetched(), None)
    await parts.publishing.start(account.user_id, account.request(), None)
    await stand(parts, "FAILED")
    async with parts.pool.connection() as connection:
        await connection.execute(
            "UPDATE upload_sessions SET chunk_sha256 = '{a}', completed_at = now()"
        )

    await leader.prune()
    assert await kept(parts) == (True, True, True)
    await aged(parts, "31 days")
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE publish_attempts SET expires_at = now() - interval '2 d'")
        await connection.execute(
            "UPDATE upload_sessions SET completed_at = now() - interval '31 d'"
        )
    await leader.prune()

    assert await kept(parts) == (False, False, False)
    with pytest.raises(NotRetryable, match="no longer has this post's addresses"):
        await parts.retrying.retry(account.user_id, str(fetched.post_id), None)


async def test_a_long_backlog_is_deleted_in_batches(parts: Parts) -> None:
    async with parts.pool.connection() as connection:
        await connection.execute(
            "INSERT INTO handled_webhooks SELECT n::text, now() - interval '31 days'"
            " FROM generate_series(1, 25) n"
        )

    with (
        patch.object(service_timers, "DELETED", 10),
        patch.object(service_timers, "MOST_BATCHES", 2),
    ):
        await Timers(parts, 45).service.forget()
        assert await left(parts) == 5
        await Timers(parts, 45).service.forget()

    assert await left(parts) == 0


async def left(parts: Parts) -> int:
    """Count the marks of handled webhooks."""
    async with parts.pool.connection() as connection:
        cursor = await connection.execute("SELECT count(*) FROM handled_webhooks")
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def test_a_post_that_is_over_is_neither_polled_nor_cancelled_any_more(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    post = await parts.publishing.start(account.user_id, account.fetched(), None)
    await parts.cancelling.request(post)

    await stand(parts, "FAILED")

    found = await PostQueries(parts.pool).require(str(post.post_id), account.user_id)
    assert found.cancel_due_at is None
    async with parts.pool.connection() as connection:
        cursor = await connection.execute("SELECT next_poll_at FROM posts")
        assert await cursor.fetchone() == (None,)
