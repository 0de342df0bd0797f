"""Repository: posts with their containers. Their events are written here only.

Locks are taken in one order: first the account (`oauth_accounts`), then its posts. A transaction
that holds a post never locks an account.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from common.idempotency import request_sha256
from common.outbox import Outbox
from common.postgres import Connection
from contracts.instagram.posts import PostEvent
from instagram.posts.post import Container, Failure, Post, Refusal
from instagram.posts.requests import PublishRequest

STATE = (
    "post_id, account_id, user_id, kind, status, status_since, attempt, attempt_at, called_at,"
    " refusal_code, refusal_message, refusal_trace_id, media_id, permalink, fail_code,"
    " fail_message, fail_item, fbtrace_id, tries, request"
)
CONTAINERS = (
    "SELECT item, container_id, status, made_at, subcode, made, observed_at,"
    " sealed_upload_url AS upload_url FROM containers WHERE (post_id, attempt) = (%s, %s)"
)
RECORD = """
UPDATE posts SET
    status_since = CASE status WHEN %(status)s THEN status_since ELSE now() END,
    status = %(status)s, attempt = %(attempt)s, attempt_at = %(attempt_at)s,
    called_at = %(called_at)s, refusal_code = %(refusal_code)s,
    refusal_message = %(refusal_message)s, refusal_trace_id = %(refusal_trace_id)s,
    media_id = %(media_id)s, permalink = %(permalink)s, fail_code = %(fail_code)s,
    fail_message = %(fail_message)s, fail_item = %(fail_item)s, fbtrace_id = %(fbtrace_id)s,
    tries = %(tries)s, waits_for = %(waits_for)s,
    observed_at = coalesce(%(observed_at)s, observed_at),
    claimed_until = CASE WHEN %(keeps_claim)s THEN claimed_until END,
    next_due_at = now() + %(due_in)s::interval, sequence = sequence + %(count)s
WHERE post_id = %(post_id)s RETURNING sequence
"""
KEEP_CONTAINER = """
INSERT INTO containers
    (post_id, attempt, item, container_id, status, made_at, subcode, made, observed_at,
     sealed_upload_url)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (post_id, attempt, item) DO UPDATE SET container_id = excluded.container_id,
    status = excluded.status, made_at = excluded.made_at, subcode = excluded.subcode,
    made = excluded.made, observed_at = excluded.observed_at,
    sealed_upload_url = excluded.sealed_upload_url
"""
# The one who has the claim makes the calls; one who died with it is followed when it ends.
CLAIM = """
UPDATE posts SET claimed_until = now() + %(lease)s, next_due_at = now() + %(lease)s
WHERE post_id = %(post_id)s AND next_due_at IS NOT NULL
  AND (claimed_until IS NULL OR claimed_until <= now())
RETURNING claimed_until
"""
PROLONG = """
UPDATE posts SET claimed_until = now() + %s, next_due_at = now() + %s
WHERE post_id = %s AND claimed_until = %s RETURNING claimed_until
"""


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post that is about to be asked for; the addresses in it are sealed.

    `videos` says of each item whether it is a video, which of an uploaded file only its row tells.
    """

    post: Post
    request: PublishRequest
    videos: Sequence[bool]
    key: str | None
    sealed_addresses: bytes | None

    @property
    def kept(self) -> dict[str, Any]:
        """The request as it is stored."""
        kept = self.request.kept()
        for item, is_video in zip(kept["media"], self.videos, strict=True):
            item["is_video"] = is_video
        return kept


@dataclass(frozen=True, slots=True)
class Next:
    """When the next step is due, and what is waited for, as a code of the catalogue or ours."""

    due_in: timedelta | None
    waits_for: str = ""
    observed_at: datetime | None = None
    keeps_claim: bool = False


class InstagramPosts:
    """Posts of all accounts; the caller owns the connection and its transaction."""

    def __init__(self, connection: Connection, outbox: Outbox) -> None:
        self._connection, self._outbox = connection, outbox

    async def create(self, new: NewPost, events: Sequence[PostEvent], due_in: timedelta) -> bool:
        """Insert the post with its first events.

        False, and nothing is written, where this user has used this idempotency key already.
        """
        post = new.post
        cursor = await self._connection.execute(
            "INSERT INTO posts (post_id, account_id, user_id, status, kind, attempt_at, request,"
            " request_sha256, idempotency_key, sealed_addresses, sequence, next_due_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, now() + %s)"
            " ON CONFLICT DO NOTHING",
            (
                post.post_id,
                post.account_id,
                post.user_id,
                post.status,
                post.kind,
                post.attempt_at,
                Jsonb(new.kept),
                request_sha256(new.request),
                new.key,
                new.sealed_addresses,
                len(events),
                due_in,
            ),
        )
        if cursor.rowcount == 0:
            return False
        await self._write(events, len(events))
        return True

    async def claim(self, post_id: UUID, lease: timedelta) -> datetime | None:
        """Take the post's next step upon oneself; None where another does it, or none is due."""
        cursor = await self._connection.execute(CLAIM, {"post_id": post_id, "lease": lease})
        row = await cursor.fetchone()
        return row[0] if row else None

    async def is_claimed(self, post_id: UUID, until: datetime, lease: timedelta) -> bool:
        """Tell whether a claim still holds, and prolong it."""
        cursor = await self._connection.execute(
            "UPDATE posts SET claimed_until = now() + %s WHERE post_id = %s AND claimed_until = %s",
            (lease, post_id, until),
        )
        return cursor.rowcount == 1

    async def prolong(self, post_id: UUID, until: datetime, lease: timedelta) -> datetime | None:
        """Keep a claim for another while; gives until when, or None where another has it."""
        cursor = await self._connection.execute(PROLONG, (lease, lease, post_id, until))
        row = await cursor.fetchone()
        return row[0] if row else None

    async def lock(self, post_id: UUID) -> Post | None:
        """Give the post's state and hold its row until the transaction ends."""
        async with self._connection.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(
                f"SELECT {STATE} FROM posts WHERE post_id = %s FOR UPDATE", (post_id,)
            )
            row = await cursor.fetchone()
            if row is None:
                return None
            await cursor.execute(CONTAINERS, (post_id, row["attempt"]))
            containers = await cursor.fetchall()
        return post_of(row, {one.pop("item"): Container(**one) for one in containers})

    async def ask_for(self, new: NewPost) -> None:
        """Let the next attempt ask for something else; the digest stays the first request's."""
        await self._connection.execute(
            "UPDATE posts SET request = %s, kind = %s, sealed_addresses = %s WHERE post_id = %s",
            (Jsonb(new.kept), new.post.kind, new.sealed_addresses, new.post.post_id),
        )

    async def record(
        self, before: Post, after: Post, events: Sequence[PostEvent], then: Next
    ) -> None:
        """Keep the state and what has changed of its containers, and write the events.

        Raises LookupError where the post has no row.
        """
        cursor = await self._connection.execute(RECORD, _values(after, len(events), then))
        row = await cursor.fetchone()
        if row is None:
            raise LookupError(f"post {after.post_id} is gone")
        for item, container in after.containers.items():
            if container != before.containers.get(item):
                await self._keep(after, item, container)
        await self._write(events, row[0])

    async def _keep(self, post: Post, item: int, one: Container) -> None:
        told = (one.container_id, one.status, one.made_at, one.subcode, one.made, one.observed_at)
        values = (*told, one.upload_url)
        await self._connection.execute(KEEP_CONTAINER, (post.post_id, post.attempt, item, *values))

    async def _write(self, events: Sequence[PostEvent], last: int) -> None:
        """Number the events so that the last has the sequence that the row has now."""
        first = last - len(events) + 1
        numbered = [(event, number) for number, event in enumerate(events, first)]
        if numbered:
            await self._outbox.append_all(self._connection, numbered)


def post_of(row: Mapping[str, Any], containers: Mapping[int, Container]) -> Post:
    """Read a row of `posts`; what decides of the request is how many items, and of which kind."""
    media = row["request"]["media"]
    refusal = row["refusal_code"] and Refusal(
        row["refusal_code"], row["refusal_message"], row["refusal_trace_id"]
    )
    failed = Refusal(row["fail_code"], row["fail_message"], row["fbtrace_id"])
    return Post(
        post_id=row["post_id"],
        account_id=row["account_id"],
        user_id=row["user_id"],
        kind=row["kind"],
        items=len(media),
        status=row["status"],
        attempt_at=row["attempt_at"],
        attempt=row["attempt"],
        is_slow=any(item["is_video"] for item in media),
        caption=row["request"].get("caption", ""),
        containers=containers,
        called_at=row["called_at"],
        refusal=refusal or None,
        media_id=row["media_id"],
        permalink=row["permalink"],
        failure=Failure(failed, row["fail_item"]) if row["status"] == "FAILED" else None,
        tries=row["tries"],
        status_since=row["status_since"],
    )


def _values(post: Post, count: int, then: Next) -> dict[str, object]:
    failure, refusal = post.failure, post.refusal
    return {
        "post_id": post.post_id,
        "status": post.status,
        "attempt": post.attempt,
        "attempt_at": post.attempt_at,
        "called_at": post.called_at,
        "refusal_code": refusal.code if refusal else None,
        "refusal_message": refusal.said if refusal else "",
        "refusal_trace_id": refusal.trace_id if refusal else None,
        "media_id": post.media_id,
        "permalink": post.permalink,
        "fail_code": failure.refusal.code if failure else "",
        "fail_message": failure.refusal.said if failure else "",
        "fail_item": failure.item if failure else None,
        "fbtrace_id": failure.refusal.trace_id if failure else None,
        "tries": post.tries,
        "waits_for": then.waits_for,
        "observed_at": then.observed_at,
        "keeps_claim": then.keeps_claim,
        "due_in": then.due_in,
        "count": count,
    }
