"""Every question finds its rows by an index, and a page is not a sort of everything."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import scalar_row

from crm_projector import post_statements as posts
from crm_projector import statements
from crm_projector.filtering import filtered

ROWS, USERS, PAGE = 20_000, 20, 101
# Of what a sort may take: a page of each account, and not the thousand rows of a user.
FEW = 500
BIG = {"tiktok_posts", "tiktok_public_ids", "insights", "foreign_videos"} | {
    "account_events",
    "webhook_events",
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
    SELECT account_id, n::text, user_id, 'x', at, at, at, 1, 'e', 't', 0, n FROM numbers;
INSERT INTO account_events
    SELECT 'e' || n, account_id, user_id, post_id::text, 'tiktok.PostPublished.v1', at, 1, '{{}}',
        NULL, CASE WHEN n / {USERS} % 4 = 0 THEN 'w' || n END, 't', 0, n FROM numbers;
INSERT INTO webhook_events (provider, external_id, platform_user_id, event, verdict, create_time,
        received_at, body, sequence, event_id, topic, partition, "offset")
    SELECT 'tiktok', 'x' || n, open_id, 'post.publish.complete', 'verified', at, at, '', 1,
        'w' || n, 't', 0, n FROM numbers;
ANALYZE;
"""
BEHIND = {"at": HALFWAY, "behind": UUID(int=5000), "external_id": "x", "platform_post_id": "9"}
PLACE = {"topic": "t", "partition": 0, "offset": 9}
SPAN: dict[str, object] = {"since": HALFWAY, "until": datetime(2026, 6, 7, tzinfo=UTC)}
# An order of the log is found by looking at an account's story, and a day's end at its samples.
SORTS = {"timeline asc", "timeline desc", "daily"}
LISTS: Mapping[str, tuple[str, Mapping[str, str], list[dict[str, object]]]] = {
    "posts": (
        posts.POSTS,
        posts.POST_CONDITIONS,
        [
            {},
            BEHIND,
            SPAN,
            {"account_id": ACCOUNT},
            {"account_id": ACCOUNT, **BEHIND},
            {"status": "FAILED"},
            {"status": "PUBLISH_COMPLETE", **BEHIND},
            {"is_pending": True},
            {"is_pending": True, **BEHIND},
            {"is_settled": True},
            {"mode": "DIRECT_POST"},
            {"text": "%Title 1%"},
            {"account_id": ACCOUNT, "status": "FAILED", "text": "%9%", **SPAN, **BEHIND},
            {"post_id": POST},
        ],
    ),
    "public_ids": (posts.PUBLIC_IDS, {}, [{"post_id": POST}]),
    "steps": (posts.STEPS, {}, [{"post_id": POST}]),
    "insights": (
        posts.INSIGHTS,
        posts.INSIGHT_CONDITIONS,
        [
            {},
            {**BEHIND, "behind_platform_post_id": "9"},
            SPAN,
            {"account_id": ACCOUNT},
            {"account_id": ACCOUNT, **SPAN},
            {"post_id": POST},
            {"post_id": POST, "platform_post_id": "7", **SPAN},
        ],
    ),
    "daily": (
        posts.DAILY,
        posts.INSIGHT_CONDITIONS,
        [{}, SPAN, {"account_id": ACCOUNT}, {"post_id": POST}],
    ),
    "foreign_videos": (
        posts.FOREIGN_VIDEOS,
        posts.FOREIGN_VIDEO_CONDITIONS,
        [{}, BEHIND, {"account_id": ACCOUNT}, {"account_id": ACCOUNT, **BEHIND}],
    ),
    "webhooks": (
        statements.WEBHOOK_EVENTS,
        statements.WEBHOOK_CONDITIONS,
        [
            {},
            BEHIND,
            SPAN,
            {"account_id": ACCOUNT},
            {"status": "RECEIVED", "verdict": "verified", "event": "post.publish.complete"},
            {"provider": "tiktok", **BEHIND},
        ],
    ),
    **{
        f"timeline {order}": (
            statement,
            statements.TIMELINE_CONDITIONS,
            [
                {"account_id": ACCOUNT},
                {"account_id": ACCOUNT, "type": "tiktok.PostPublished.v1", **SPAN},
                {"account_id": ACCOUNT, order: HALFWAY, **BEHIND, **PLACE},
            ],
        )
        for order, statement in statements.TIMELINES.items()
    },
}


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


def asked_for(name: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Give each question of a list as the readers put it."""
    statement, conditions, questions = LISTS[name]
    for asked in questions:
        yield (
            filtered(statement, conditions, asked),
            {"limit": PAGE, "user_id": str(USER), **asked},
        )


def test_no_question_reads_a_big_table_whole_or_sorts_everything(crm_url: str) -> None:
    found: list[tuple[str, list[str], list[str]]] = []
    options = "-c search_path=crm"
    with psycopg.connect(crm_url, options=options, row_factory=scalar_row) as connection:
        connection.execute(FILL)
        for name in LISTS:
            for statement, asked in asked_for(name):
                query = f"EXPLAIN (FORMAT JSON) {statement}"
                [explained] = connection.execute(query, asked).fetchone() or [{}]
                found.append((name, sorted(asked), faults(name, explained["Plan"])))

    assert [each for each in found if each[2]] == []


@pytest.mark.parametrize(
    ("node", "fault"),
    [
        ({"Node Type": "Seq Scan", "Relation Name": "insights"}, ["reads all of insights"]),
        ({"Node Type": "Seq Scan", "Relation Name": "account_holders"}, []),
        ({"Node Type": "Sort", "Plan Rows": 501, "Sort Key": ["a"]}, ["sorts 501 rows by ['a']"]),
        ({"Node Type": "Sort", "Plan Rows": 101, "Sort Key": ["a"]}, []),
    ],
)
def test_a_bad_plan_is_told(node: object, fault: list[str]) -> None:
    assert faults("posts", {"Node Type": "Limit", "Plans": [node]}) == fault
