"""Every table as it is after a year, and how a plan over them is judged."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

from crm_projector.read.filtering import filtered

Questions = tuple[str, Mapping[str, str], list[dict[str, object]]]
ROWS, USERS, PAGE = 20_000, 20, 101
SAMPLES = 365_000  # of one account: a thousand posts, each of them every day of a year
# Of what a sort may take: a page of each account, and not the thousand rows of a user.
FEW = 500
BIG = {"tiktok_posts", "tiktok_public_ids", "insights", "foreign_videos"} | {
    "account_events",
    "webhook_events",
    "ig_posts",
    "ig_media",
    "ig_comments",
    "ig_mentions",
    "ig_replies",
    "ig_insights",
    "ig_account_insights",
}
USER, ACCOUNT = UUID(int=7), UUID(int=107)
POST = UUID(int=1007)
HALFWAY = datetime(2026, 6, 1, tzinfo=UTC)
# User n holds account n + 100; row n is of user n % 20, and a minute older than row n - 1.
FILL = f"""
CREATE FUNCTION pg_temp.id(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
    AS $$ SELECT lpad(to_hex(n), 32, '0')::uuid $$;
CREATE TEMP TABLE numbers AS
    SELECT n, pg_temp.id(n % {USERS}) AS user_id, pg_temp.id(n % {USERS} + 100) AS account_id,
        timestamptz '2026-06-08Z' - n * interval '1 minute' AS at, pg_temp.id(n + 1000) AS post_id,
        'open-' || n % {USERS} AS open_id
    FROM generate_series(0, {ROWS - 1}) AS n;
INSERT INTO account_holders
    SELECT 'tiktok', open_id, '2026-01-01Z', account_id, user_id, now(), 1, 'e', 't', 0, n
    FROM numbers WHERE n < {USERS};
INSERT INTO tiktok_posts (post_id, account_id, user_id, status, mode, title, description,
        requested_at, updated_at, sequence, event_id, topic, partition, "offset")
    SELECT post_id, account_id, user_id,
        CASE n / {USERS} % 50 WHEN 0 THEN 'PROCESSING' WHEN 1 THEN 'FAILED'
            ELSE 'PUBLISH_COMPLETE' END,
        'DIRECT_POST', 'Title ' || n, '', at, at, 1, 'e', 't', 0, n FROM numbers;
INSERT INTO tiktok_public_ids (post_id, platform_post_id, is_public, updated_at, sequence,
        event_id, topic, partition, "offset")
    SELECT post_id, n::text, true, at, 1, 'e', 't', 0, n FROM numbers;
INSERT INTO insights
    SELECT pg_temp.id(n % 2000 + 1000), at, n::text, account_id, user_id, 1, 1, 1, 1, at, 1,
        'e', 't', 0, n FROM numbers;
INSERT INTO foreign_videos
    SELECT account_id, 'f' || n, user_id, 'x', at, at, at, 1, 'e', 't', 0, n FROM numbers;
INSERT INTO account_events
    SELECT 'e' || n, account_id, user_id, post_id::text, 'tiktok.PostPublished.v1', at, 1, '{{}}',
        NULL, CASE WHEN n / {USERS} % 4 = 0 THEN 'w' || n END, 't', 0, n, at, false FROM numbers;
INSERT INTO account_events
    SELECT 's' || n, '{ACCOUNT}', '{USER}', pg_temp.id(n % 1000 + 1000)::text,
        'tiktok.MetricsSampled.v1', at, 1, '{{}}', NULL, NULL, 't', 0, n + {ROWS}, at, true
    FROM (SELECT n, timestamptz '2026-06-08Z' - n * interval '86 seconds' AS at
        FROM generate_series(0, {SAMPLES - 1}) AS n) AS sampled;
INSERT INTO webhook_events (provider, external_id, platform_user_id, event, verdict, create_time,
        received_at, body, sequence, event_id, topic, partition, "offset", log_time)
    SELECT 'tiktok', 'x' || n, open_id, 'post.publish.complete', 'verified', at, at, '', 1,
        'w' || n, 't', 0, n, at FROM numbers;
INSERT INTO webhook_events (provider, external_id, platform_user_id, event, verdict, create_time,
        received_at, body, sequence, event_id, topic, partition, "offset", log_time)
    SELECT 'instagram', 'x' || n, n % {USERS}, 'comments', 'verified', at, at, '', 1,
        'iw' || n, 't', 0, n, at FROM numbers;
INSERT INTO ig_posts (post_id, account_id, user_id, status, kind, caption, created_at, media_id,
        updated_at, sequence, event_id, topic, partition, "offset")
    SELECT post_id, account_id, user_id, CASE n / {USERS} % 50 WHEN 0 THEN 'PREPARING'
        WHEN 1 THEN 'FAILED' ELSE 'PUBLISHED' END, 'REELS', 'Title ' || n, at, 'm' || n, at, 1,
        'ip' || n, 't', 0, n FROM numbers;
INSERT INTO ig_media (account_id, ig_id, user_id, product_type, caption, created_at, post_id,
        updated_at, sequence, event_id, topic, partition, "offset")
    SELECT account_id, 'm' || n, user_id, 'REELS', 'Title ' || n, at,
        CASE WHEN n / {USERS} % 2 = 0 THEN post_id END, at, 1, 'im' || n, 't', 0, n FROM numbers;
INSERT INTO ig_comments (account_id, ig_id, user_id, noticed_at, noticed_version, text, is_ours,
        created_at, media_id, parent_id, is_hidden, deleted_at, updated_at, sequence, event_id,
        topic, partition, "offset")
    SELECT account_id, 'c' || n, user_id, at, 1, 'Nice ' || n, n / {USERS} % 4 = 0, at,
        'm' || n % 2000, CASE WHEN n / {USERS} % 4 = 0 THEN 'c' || n + {USERS} END,
        n / {USERS} % 50 = 1, CASE WHEN n / {USERS} % 40 = 1 THEN at END, at, 1, 'ic' || n, 't', 0,
        n FROM numbers;
INSERT INTO ig_replies (reply_id, account_id, user_id, status, target, media_id, comment_id,
        text, platform_comment_id, updated_at, sequence, event_id, topic, partition, "offset")
    SELECT post_id, account_id, user_id, 'POSTED', CASE n / {USERS} % 3 WHEN 0 THEN 'mention'
        ELSE 'comment' END, 'm' || n, CASE WHEN n / {USERS} % 6 > 0 THEN 'c' || n END, 'Thanks',
        'd' || n, at, 1, 'ir' || n, 't', 0, n FROM numbers;
INSERT INTO ig_mentions (account_id, media_id, comment_id, user_id, noticed_at, noticed_version,
        text, updated_at, sequence, event_id, topic, partition, "offset")
    SELECT account_id, 'm' || n, CASE WHEN n / {USERS} % 2 = 0 THEN 'c' || n ELSE '' END, user_id,
        at, 1, 'Hi', at, 1, 'in' || n, 't', 0, n FROM numbers;
INSERT INTO ig_insights (account_id, ig_id, observed_at, user_id, metrics_json, updated_at,
        sequence, event_id, topic, partition, "offset")
    SELECT account_id, 'm' || n % 2000, at, user_id, '{{"views": 1}}', at, 1, 'ii' || n, 't', 0, n
    FROM numbers;
INSERT INTO ig_account_insights (account_id, day, user_id, metrics_json, observed_at, updated_at,
        sequence, event_id, topic, partition, "offset")
    SELECT account_id, date '2026-06-08' - n / {USERS}, user_id, '{{"reach": 1}}', at, at, 1,
        'ia' || n, 't', 0, n FROM numbers;
ANALYZE;
"""
AFTER: dict[str, object] = {
    "after_at": HALFWAY,
    "after_post_id": UUID(int=5000),
    "after_account_id": UUID(int=5000),
    "after_external_id": "x",
    "after_platform_post_id": "9",
    "after_event_id": "e9",
}
POSITION: dict[str, object] = {"after_topic": "t", "after_partition": 0, "after_offset": 9}
SPAN: dict[str, object] = {"since": HALFWAY, "until": datetime(2026, 6, 7, tzinfo=UTC)}
ASKED_BY: dict[str, object] = {"limit": PAGE, "user_id": str(USER)}
# The last sample of a day is found by sorting the day's samples; the reader asks for few days. What
# was gained needs the samples of each post in their order, and the greatest number all posts.
SORTS = {"daily", "gains", "all_posts_by_count"}


def nodes(plan: Any) -> Iterator[Any]:
    """Give a plan's node and every one below it."""
    yield plan
    for each in plan.get("Plans", []):
        yield from nodes(each)


def faults(name: str, plan: Any) -> list[str]:
    """Say what reads or sorts more than it should."""
    found = []
    for node in nodes(plan):
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in BIG:
            found.append(f"reads all of {node['Relation Name']}")
        if node["Node Type"] == "Sort" and node["Plan Rows"] > FEW and name not in SORTS:
            found.append(f"sorts {node['Plan Rows']} rows by {node['Sort Key']}")
    return found


def asked_for(listed: Questions) -> Iterator[tuple[str, dict[str, object]]]:
    """Give each question of a list as the readers put it."""
    statement, conditions, questions = listed
    for asked in questions:
        yield filtered(statement, conditions, asked), ASKED_BY | asked


def explained(
    year: psycopg.Connection[Any], lists: Mapping[str, Questions]
) -> Iterator[tuple[str, list[str], list[str]]]:
    """Give each question with what its plan does wrong, where it does."""
    for name, listed in lists.items():
        for statement, asked in asked_for(listed):
            query = f"EXPLAIN (FORMAT JSON) {statement}"
            [found] = year.execute(query, asked).fetchone() or [{}]
            if wrong := faults(name, found["Plan"]):
                yield name, sorted(asked), wrong
