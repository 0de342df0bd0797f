"""What is due is found without walking what is over: 200,000 old rows cost a round nothing."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from psycopg import AsyncCursor

from accounts.calls.rate_windows import RateWindows
from accounts.due import DueAccounts
from accounts.inbox import Inbox
from accounts.store import OAuthAccounts
from accounts.turns import AccountTurns
from common.postgres import Connection, Pool
from tiktok.platform import LIMITS, SAMPLE, turns
from tiktok.posts.attempts import PublishAttempts
from tiktok.posts.due import DuePosts
from tiktok.posts.lost_inits import GIVEN_UP_AFTER
from tiktok.posts.pruning import PRUNED, Pruning

ROWS, FEW_BUFFERS = 200_000, 60
BIG = {"posts", "publish_attempts", "upload_sessions", "oauth_accounts", "account_work"} | {
    "pending_observations",
    "handled_webhooks",
    "request_log",
}
# Row n is a post of account n % 1000, and is over; so are the accounts, but the first 500. What a
# rule compares with the clock is long past. A fifth of the posts have an init whose outcome stayed
# unknown; half of those are uploads that wait for their user for ever.
FILL = f"""
CREATE FUNCTION pg_temp.id(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
    AS $$ SELECT lpad(to_hex(n), 32, '0')::uuid $$;
INSERT INTO oauth_accounts (account_id, provider, client_key, platform_user_id, user_id, status,
        scopes, display_name, issued_at, expires_at, refresh_expires_at, granted_at,
        grant_sequence, next_due_at, updated_at, ending_told_at)
    SELECT pg_temp.id(n), 'tiktok', 'k', 'open-' || n, pg_temp.id(n),
        CASE WHEN n < 500 THEN 'CONNECTED' WHEN n % 2 = 0 THEN 'REAUTHORIZATION_REQUIRED'
            ELSE 'DISCONNECTED' END, '{{}}', 'x', at, at + interval '1 day',
        at + interval '1 year', at, 1, at, at, NULL
    FROM generate_series(0, {ROWS // 10} - 1) AS n,
        LATERAL (SELECT now() - CASE WHEN n < 500 THEN interval '0' ELSE interval '90 days' END
            AS at) past;
INSERT INTO account_work (account_id, kind, next_due_at)
    SELECT account_id, kind, now() + interval '1 hour'
    FROM oauth_accounts, unnest(ARRAY['sample', 'reconcile']) kind;
INSERT INTO posts (post_id, account_id, user_id, status, source, publish_id, request,
        request_sha256, created_at, status_since, asked_at, next_poll_at, is_delayed)
    SELECT pg_temp.id(n), pg_temp.id(n % 1000), pg_temp.id(n % 1000),
        CASE n % 10 WHEN 0 THEN 'UNKNOWN' WHEN 1 THEN 'LOST' WHEN 2 THEN 'INIT_OUTCOME_UNKNOWN'
            WHEN 3 THEN 'PUBLISH_COMPLETE' ELSE 'FAILED' END,
        CASE n % 10 WHEN 0 THEN 'PULL_FROM_URL' ELSE 'FILE_UPLOAD' END,
        CASE WHEN n % 10 > 2 THEN 'p' || n END, '{{}}', '', at, at, at,
        CASE WHEN n % 10 > 3 THEN at END, n % 2 = 0
    FROM generate_series(0, {ROWS} - 1) AS n, (SELECT now() - interval '40 days' AS at) past;
INSERT INTO publish_attempts (post_id, attempt, publish_id, expires_at, outcome, attempted_at)
    SELECT post_id, 1, publish_id, created_at,
        CASE WHEN publish_id IS NULL THEN 'UNKNOWN' ELSE 'ACCEPTED' END, created_at FROM posts;
INSERT INTO upload_sessions (post_id, attempt, video_size, completed_at)
    SELECT post_id, 1, 1000, created_at FROM posts WHERE source = 'FILE_UPLOAD';
INSERT INTO handled_webhooks SELECT 'h' || n, now() FROM generate_series(1, {ROWS // 10}) n;
INSERT INTO pending_observations (external_id, platform_user_id, target_kind, target_id, body,
        received_at)
    SELECT 'e' || n, 'open-' || n, 'post', 'q' || n, '', now()
    FROM generate_series(1, {ROWS // 100}) n;
INSERT INTO request_log (account_id, endpoint, cause)
    SELECT pg_temp.id(n % 1000), 'init', 'c' || n FROM generate_series(1, {ROWS}) n;
ANALYZE;
"""
Ask = Callable[[Connection], Awaitable[object]]
TURNS = turns()
DUE: dict[str, Ask] = {
    "polls": lambda c: DuePosts(c).take_polls(100),
    "cancels": lambda c: DuePosts(c).take_cancels(100),
    "late posts": lambda c: DuePosts(c).delay(100),
    "lost posts": lambda c: DuePosts(c).find_lost(100),
    "accounts with double posts": lambda c: DuePosts(c).find_twice(100),
    "double posts of an account": lambda c: DuePosts(c).note_twice(UUID(int=1)),
    "inits to give up": lambda c: DuePosts(c).find_given_up(GIVEN_UP_AFTER, 100),
    "inits to match": lambda c: DuePosts(c).platform_users_to_match(),
    "inits of a user": lambda c: DuePosts(c).without_publish_id("open-0"),
    "inits without an answer": lambda c: PublishAttempts(c).find_lost(90.0),
    "tokens to renew": lambda c: OAuthAccounts(c).find_expiring_soon(20),
    "accounts to end or check": lambda c: DueAccounts(c).take(100),
    "permissions that end": lambda c: DueAccounts(c).take_ending(timedelta(days=330), 100),
    "access that nothing renews": lambda c: DueAccounts(c).take_unrenewed(timedelta(days=35), 100),
    "turns": lambda c: AccountTurns(c, TURNS).take(SAMPLE, 100),
    "webhooks without a target": lambda c: Inbox(c, "tiktok").take_unmatched(7, 100),
    "calls to forget": lambda c: RateWindows(c, LIMITS).forget(100),
    "marks to forget": lambda c: Inbox(c, "tiktok").forget_handled(100),
    "upload addresses": lambda c: Pruning(c).prune(PRUNED[0], 100),
    "digests": lambda c: Pruning(c).prune(PRUNED[1], 100),
    "sealed addresses": lambda c: Pruning(c).prune(PRUNED[2], 100),
}


def nodes(plan: Any) -> Iterator[Any]:
    """Give a plan's node and every one below it."""
    yield plan
    for each in plan.get("Plans", []):
        yield from nodes(each)


def faults(plan: Any) -> list[str]:
    """Say what reads more than it should."""
    found = [
        f"reads all of {node['Relation Name']}"
        for node in nodes(plan)
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in BIG
    ]
    buffers = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return [*found, f"touches {buffers} buffers"] if buffers > FEW_BUFFERS else found


async def explained(connection: Connection, ask: Ask) -> list[Any]:
    """Ask, and give the plan of each statement as it was carried out."""
    execute, plans = AsyncCursor.execute, []

    async def explaining(self: Any, query: Any, params: Any = None, **named: Any) -> Any:
        async with connection.cursor() as cursor:
            await execute(
                cursor, f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}", params, **named
            )
            row = await cursor.fetchone()
        plans.append(row[0][0]["Plan"] if row else {})
        return await execute(self, query, params, **named)

    with patch.object(AsyncCursor, "execute", explaining):
        await ask(connection)
    return plans


async def test_no_due_query_walks_what_is_over(pool: Pool) -> None:
    found: dict[str, list[str]] = {}
    async with pool.connection() as connection:
        await connection.execute("SET LOCAL statement_timeout = 0")
        await connection.execute(FILL)
        for name, ask in DUE.items():
            plans = await explained(connection, ask)
            assert plans
            found[name] = [fault for plan in plans for fault in faults(plan)]
        await connection.rollback()

    assert {name: told for name, told in found.items() if told} == {}


@pytest.mark.parametrize(
    ("node", "blocks", "fault"),
    [
        ({"Node Type": "Seq Scan", "Relation Name": "posts"}, 1, ["reads all of posts"]),
        ({"Node Type": "Seq Scan", "Relation Name": "endpoint_pauses"}, 1, []),
        ({"Node Type": "Index Scan", "Relation Name": "posts"}, 61, ["touches 61 buffers"]),
    ],
)
def test_a_bad_plan_is_told(node: object, blocks: int, fault: list[str]) -> None:
    plan = {"Node Type": "Limit", "Plans": [node], "Shared Hit Blocks": blocks}

    assert faults(plan | {"Shared Read Blocks": 0}) == fault
