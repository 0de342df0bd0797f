"""Every question finds its rows by an index, and a page is not a sort of everything."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import scalar_row

from common.migrations import migrate
from crm_projector.providers import SAMPLE_TYPES as TYPES
from crm_projector.read import statements
from crm_projector.read.filtering import filtered
from crm_projector.read.queries import TimelineQuery
from crm_projector.read.readers import timeline_of
from crm_projector.read.tiktok import statements as posts

ROWS, USERS, PAGE = 20_000, 20, 101
SAMPLES = 365_000  # of one account: a thousand posts, each of them every day of a year
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
ANALYZE;
"""
AFTER: dict[str, object] = {
    "after_at": HALFWAY,
    "after_post_id": UUID(int=5000),
    "after_account_id": UUID(int=5000),
    "after_external_id": "x",
    "after_platform_post_id": "9",
}
POSITION: dict[str, object] = {"after_topic": "t", "after_partition": 0, "after_offset": 9}
SPAN: dict[str, object] = {"since": HALFWAY, "until": datetime(2026, 6, 7, tzinfo=UTC)}
# The last sample of a day is found by sorting the day's samples; the reader asks for few days.
SORTS = {"daily"}
TIMELINES: list[dict[str, object]] = [
    {},
    AFTER | POSITION,
    {"samples": True},
    {"samples": True} | AFTER | POSITION,
    {"type": "tiktok.MetricsSampled.v1"},
    {"type": "tiktok.MetricsSampled.v1"} | SPAN,
    {"type": "tiktok.PostPublished.v1"} | SPAN,
    {"type": "webhooks.WebhookReceived.v1"} | AFTER | POSITION,
]
LISTS: Mapping[str, tuple[str, Mapping[str, str], list[dict[str, object]]]] = {
    "posts": (
        posts.POSTS,
        posts.POST_CONDITIONS,
        [
            {},
            AFTER,
            SPAN,
            {"account_id": ACCOUNT},
            {"account_id": ACCOUNT, **AFTER},
            {"status": "FAILED"},
            {"status": "PUBLISH_COMPLETE", **AFTER},
            {"is_pending": True},
            {"is_pending": True, **AFTER},
            {"is_settled": True},
            {"mode": "DIRECT_POST"},
            {"text": "%Title 1%"},
            {"account_id": ACCOUNT, "status": "FAILED", "text": "%9%", **SPAN, **AFTER},
            {"post_id": POST},
        ],
    ),
    "public_ids": (posts.PUBLIC_IDS, {}, [{"post_id": POST}]),
    "steps": (posts.STEPS, {}, [{"post_id": POST}]),
    "insights": (
        statements.INSIGHTS,
        statements.INSIGHT_CONDITIONS,
        [
            {},
            AFTER,
            SPAN,
            {"account_id": ACCOUNT},
            {"account_id": ACCOUNT, **SPAN},
            {"post_id": POST},
            {"post_id": POST, "platform_post_id": "7", **SPAN},
        ],
    ),
    "daily": (
        statements.DAILY,
        statements.INSIGHT_CONDITIONS,
        [{}, SPAN, {"account_id": ACCOUNT}, {"post_id": POST}],
    ),
    "newest_sample": (
        statements.NEWEST_SAMPLE,
        statements.INSIGHT_CONDITIONS,
        [{}, {"account_id": ACCOUNT}, {"post_id": POST}],
    ),
    "foreign_videos": (
        posts.FOREIGN_VIDEOS,
        posts.FOREIGN_VIDEO_CONDITIONS,
        [{}, AFTER, {"account_id": ACCOUNT}, {"account_id": ACCOUNT, **AFTER}],
    ),
    "webhook_tests": (posts.WEBHOOK_TESTS, {}, [{}]),
    "webhooks": (
        statements.WEBHOOK_EVENTS,
        statements.WEBHOOK_CONDITIONS,
        [
            {},
            AFTER,
            SPAN,
            {"account_id": ACCOUNT},
            {"status": "RECEIVED", "verdict": "verified", "event": "post.publish.complete"},
            {"provider": "tiktok", **AFTER},
        ],
    ),
}


ASKED_BY: dict[str, object] = {"limit": PAGE, "user_id": str(USER)}


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
        yield filtered(statement, conditions, asked), ASKED_BY | asked


def asked_of_timelines() -> Iterator[tuple[str, dict[str, object]]]:
    """Give each question of a timeline as the reader puts it."""
    for order in ("asc", "desc"):
        for asked in TIMELINES:
            shown = {name: asked[name] for name in ("type", "samples") if name in asked}
            listing = timeline_of(TimelineQuery.model_validate(shown | {"order": order}), TYPES)
            yield listing.text(asked), ASKED_BY | {"account_id": ACCOUNT} | asked


@pytest.fixture(scope="module")
def year(standing_databases: Any) -> Iterator[psycopg.Connection[Any]]:
    """Every table as it is after a year, read by nobody else."""
    url = standing_databases.emptied("crm_year", lambda url: migrate(url, "crm", "crm_projector"))
    options = "-c search_path=crm"
    with psycopg.connect(url, options=options, row_factory=scalar_row) as connection:
        connection.execute(FILL)
        yield connection


def test_no_question_reads_a_big_table_whole_or_sorts_everything(
    year: psycopg.Connection[Any],
) -> None:
    found: list[tuple[str, list[str], list[str]]] = []
    for name, statement, asked in (
        *((one, *each) for one in LISTS for each in asked_for(one)),
        *(("timeline", *each) for each in asked_of_timelines()),
    ):
        query = f"EXPLAIN (FORMAT JSON) {statement}"
        [explained] = year.execute(query, asked).fetchone() or [{}]
        found.append((name, sorted(asked), faults(name, explained["Plan"])))

    assert [each for each in found if each[2]] == []


def test_a_page_of_a_timeline_reads_a_few_pages_of_rows_after_a_year(
    year: psycopg.Connection[Any],
) -> None:
    read: list[int] = []
    for statement, asked in asked_of_timelines():
        query = f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}"
        [explained] = year.execute(query, asked).fetchone() or [{}]
        read.append(sum(map(rows_read, nodes(explained["Plan"]))))

    assert max(read) <= 20 * PAGE


def rows_read(node: Any) -> int:
    """Give how many rows a node took from a table, those that it threw away among them."""
    if "Relation Name" not in node:
        return 0
    rows = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return int(rows * node["Actual Loops"])


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
