"""Repository: posts. Their events are written through `create`, `record` and `append` only.

Locks are taken in one order, so that no two transactions wait for each other: first the account
(`oauth_accounts`), then its posts. A transaction that holds a post never locks an account.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb

from common.idempotency import request_sha256
from common.outbox import Outbox
from common.postgres import Connection
from contracts.tiktok.events import PostEvent
from tiktok.posts.machine import OVER, Post, Visibility
from tiktok.posts.requests import AnyRequest

STATE = (
    "post_id, account_id, user_id, status, publish_id, fail_reason, platform_status,"
    " platform_message, log_id, has_conflict, media, username"
)
# A replica of the release before version 0011 names no attempt: it keeps ids of the live one alone.
ITS_ATTEMPT = "coalesce(seen.attempt, posts.attempt)"

RECORD = """
UPDATE posts SET
    status_since = CASE status WHEN %(status)s THEN status_since ELSE now() END,
    status = %(status)s, publish_id = %(publish_id)s, fail_reason = %(fail_reason)s,
    platform_status = %(platform_status)s, has_conflict = %(has_conflict)s,
    platform_message = %(platform_message)s, log_id = %(log_id)s,
    is_twice = %(is_twice)s, twice_due = twice_due OR is_twice <> %(is_twice)s,
    twice_since = CASE WHEN %(is_twice)s THEN coalesce(twice_since, now()) END,
    is_delayed = is_delayed AND status = %(status)s,
    next_poll_at = CASE WHEN %(is_over)s THEN NULL
        ELSE coalesce(%(poll_at)s, next_poll_at,
            CASE WHEN status = ANY(%(over)s) AND publish_id = %(publish_id)s THEN now() END) END,
    cancel_due_at = CASE WHEN %(is_over)s THEN NULL ELSE cancel_due_at END,
    sequence = sequence + %(count)s
WHERE post_id = %(post_id)s RETURNING sequence
"""
KEEP_VISIBILITY = """
INSERT INTO post_visibility AS seen
    (post_id, platform_post_id, said_at, source_rank, is_public, attempt)
SELECT post_id, %s, %s, %s, %s, coalesce(%s, attempt) FROM posts WHERE post_id = %s
ON CONFLICT (post_id, platform_post_id) DO UPDATE SET said_at = excluded.said_at,
    source_rank = excluded.source_rank, is_public = excluded.is_public,
    attempt = coalesce(seen.attempt, excluded.attempt)
WHERE (seen.said_at, seen.source_rank, seen.is_public)
    < (excluded.said_at, excluded.source_rank, excluded.is_public)
"""


@dataclass(frozen=True, slots=True)
class Owner:
    """A post, and the platform's user for whom it is made; None where no row names one."""

    post_id: UUID
    platform_user_id: str | None


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post that is about to be asked for; the addresses in it are sealed."""

    post: Post
    request: AnyRequest
    key: str | None
    sealed_addresses: bytes | None


class TikTokPosts:
    """Posts of all accounts; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection, outbox: Outbox) -> None:
        self._connection, self._outbox = connection, outbox

    async def create(self, new: NewPost, events: Sequence[PostEvent]) -> bool:
        """Insert the post with its first events.

        False, and nothing is written, where this user has used this idempotency key already.
        """
        post, request = new.post, new.request
        cursor = await self._connection.execute(
            "INSERT INTO posts (post_id, account_id, user_id, status, media, mode, source,"
            " request, request_sha256, idempotency_key, sealed_addresses, username, sequence)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (
                post.post_id,
                post.account_id,
                post.user_id,
                post.status,
                request.media,
                request.mode,
                request.source,
                Jsonb(request.kept()),
                request_sha256(request),
                new.key,
                new.sealed_addresses,
                post.username,
                len(events),
            ),
        )
        if cursor.rowcount == 0:
            return False
        numbered = list(enumerate(events, 1))
        await self._outbox.append_all(self._connection, [(event, n) for n, event in numbered])
        return True

    async def begin_attempt(self, post_id: UUID, attempt: int) -> None:
        """Let the post's next attempt be the one that counts."""
        await self._connection.execute(
            "UPDATE posts SET attempt = %s, uploaded_bytes = 0, next_poll_at = NULL,"
            " cancel_due_at = NULL WHERE post_id = %s",
            (attempt, post_id),
        )

    async def ask_for(self, new: NewPost) -> None:
        """Let the next attempt ask for something else; those before keep what they asked for.

        The digest stays that of the first request, which the post's own key stands for.
        """
        post_id, request = new.post.post_id, new.request
        await self._connection.execute(
            "UPDATE publish_attempts SET former_request = posts.request,"
            " former_source = posts.source"
            " FROM posts WHERE posts.post_id = publish_attempts.post_id"
            " AND posts.post_id = %s AND former_request IS NULL",
            (post_id,),
        )
        await self._connection.execute(
            "UPDATE posts SET request = %s, source = %s, sealed_addresses = %s WHERE post_id = %s",
            (Jsonb(request.kept()), request.source, new.sealed_addresses, post_id),
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
        return (await self.lock_all([post_id])).get(post_id)

    async def lock_all(self, post_ids: Sequence[UUID]) -> Mapping[UUID, Post]:
        """Give the state of these posts and hold their rows, locked in the order of their ids.

        What is visible of them is read afterwards: a row that was waited for is newer than the
        statement that waited.
        """
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(
                f"SELECT {STATE} FROM posts WHERE post_id = ANY(%s) ORDER BY post_id FOR UPDATE",
                (list(post_ids),),
            )
            rows = await cursor.fetchall()
        found = {row["post_id"]: Post(**row) for row in rows}
        return await self._with_visibility(found)

    async def lock_by_publish_id(self, publish_id: str) -> Post | None:
        """Find the post that any of its attempts gave this id to, and hold its row."""
        cursor = await self._connection.execute(
            "SELECT post_id FROM publish_attempts WHERE publish_id = %s", (publish_id,)
        )
        row = await cursor.fetchone()
        return await self.lock(row[0]) if row else None

    async def owner_of(self, publish_id: str) -> Owner | None:
        """Find whose post this id was given to, without holding any row."""
        async with self._connection.cursor(row_factory=class_row(Owner)) as cursor:
            await cursor.execute(
                "SELECT post_id, account.platform_user_id FROM publish_attempts attempt"
                " JOIN posts USING (post_id)"
                " LEFT JOIN oauth_accounts account USING (account_id)"
                " WHERE attempt.publish_id = %s",
                (publish_id,),
            )
            return await cursor.fetchone()

    async def record(
        self,
        post: Post,
        events: Sequence[PostEvent],
        *,
        seen: Mapping[str, Visibility] | None = None,
        poll_at: datetime | None = None,
    ) -> None:
        """Keep the state, and write its events to the outbox, each with the next sequence.

        `seen` has the public ids whose visibility has changed, `poll_at` is when TikTok is to be
        asked about the post. A post that is over is neither asked about nor cancelled any more; one
        that turns out to be published after all is asked about at once.
        Raises LookupError where the post has no row.
        """
        cursor = await self._connection.execute(
            RECORD,
            {
                "post_id": post.post_id,
                "status": post.status,
                "publish_id": post.publish_id,
                "fail_reason": post.fail_reason,
                "platform_status": post.platform_status,
                "platform_message": post.platform_message,
                "log_id": post.log_id,
                "has_conflict": post.has_conflict,
                "is_twice": post.is_twice,
                "count": len(events),
                "poll_at": poll_at,
                "is_over": post.status in OVER,
                "over": list(OVER),
            },
        )
        row = await cursor.fetchone()
        if row is None:
            raise LookupError(f"post {post.post_id} is gone")
        if seen:
            await self._keep_visibility(post, seen)
        await self._write(events, {post.post_id: row[0]})

    async def append(self, events: Sequence[PostEvent]) -> None:
        """Write events that change no state, of posts that the caller has locked."""
        counts = Counter(event.post_id for event in events)
        cursor = await self._connection.execute(
            "UPDATE posts SET sequence = sequence + added.count"
            " FROM unnest(%s::uuid[], %s::int[]) AS added (post_id, count)"
            " WHERE posts.post_id = added.post_id RETURNING posts.post_id, sequence",
            (list(counts), list(counts.values())),
        )
        await self._write(events, {row[0]: row[1] for row in await cursor.fetchall()})

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

    async def _write(self, events: Sequence[PostEvent], last: Mapping[UUID, int]) -> None:
        """Number each post's events so that the last has the sequence that its row has now."""
        if not events:
            return
        left = Counter(event.post_id for event in events)
        numbered = []
        for event in events:
            left[event.post_id] -= 1
            numbered.append((event, last[event.post_id] - left[event.post_id]))
        await self._outbox.append_all(self._connection, numbered)

    async def _with_visibility(self, posts: Mapping[UUID, Post]) -> Mapping[UUID, Post]:
        visible: dict[UUID, dict[str, Visibility]] = {post_id: {} for post_id in posts}
        earlier: dict[UUID, dict[str, int]] = {post_id: {} for post_id in posts}
        cursor = await self._connection.execute(
            "SELECT post_id, platform_post_id, said_at, source_rank, is_public,"
            f" CASE WHEN {ITS_ATTEMPT} < posts.attempt THEN seen.attempt END"
            " FROM post_visibility seen JOIN posts USING (post_id) WHERE post_id = ANY(%s)",
            (list(posts),),
        )
        for post_id, name, at, rank, is_public, attempt in await cursor.fetchall():
            visible[post_id][name] = Visibility(at, rank, is_public)
            if attempt is not None:
                earlier[post_id][name] = attempt
        return {
            post_id: replace(post, visibility=visible[post_id], earlier=earlier[post_id])
            for post_id, post in posts.items()
        }

    async def _keep_visibility(self, post: Post, changed: Mapping[str, Visibility]) -> None:
        rows = [
            (name, now.at, now.rank, now.is_public, post.earlier.get(name), post.post_id)
            for name, now in changed.items()
        ]
        async with self._connection.cursor() as cursor:
            await cursor.executemany(KEEP_VISIBILITY, rows)
