"""Every question finds its rows by an index, and a page is not a sort of everything."""

from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
import pytest

from crm_projector.providers import PARTS
from crm_projector.providers import SAMPLE_TYPES as TYPES
from crm_projector.read import statements
from crm_projector.read.parts import merged
from crm_projector.read.queries import TimelineQuery
from crm_projector.read.readers import timeline_of
from crm_projector.read.tiktok import statements as posts

from .year import (
    ACCOUNT,
    AFTER,
    ASKED_BY,
    PAGE,
    POSITION,
    POST,
    SPAN,
    Questions,
    explained,
    faults,
    nodes,
)

SAMPLES_OF_ALL = [part.samples for part in PARTS]
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
LISTS: Mapping[str, Questions] = {
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
    "steps": (statements.STEPS, {}, [{"post_id": POST}]),
    "all_posts": (
        statements.posts([part.posts for part in PARTS]),
        statements.POSTS_CONDITIONS,
        [
            {},
            AFTER,
            SPAN,
            {"provider": "tiktok"},
            {"account_id": ACCOUNT},
            {"account_id": ACCOUNT, "status": "FAILED", **AFTER},
            {"status": "IN_PROGRESS"},
            {"text": "%Title 1%"},
        ],
    ),
    "all_posts_by_count": (
        statements.posts([part.posts for part in PARTS], statements.count_order("view_count")),
        statements.count_conditions("view_count"),
        [{}, {"after_count": 5, "after_post_id": POST}, {"account_id": ACCOUNT}, SPAN],
    ),
    "gains": (
        statements.gains([part.growth for part in PARTS]),
        statements.GROWTH_CONDITIONS,
        [SPAN, {"account_id": ACCOUNT, **SPAN}, {"post_id": POST, **SPAN}],
    ),
    "insights": (
        merged(SAMPLES_OF_ALL, statements.INSIGHTS_ORDER),
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
        statements.daily(SAMPLES_OF_ALL),
        statements.INSIGHT_CONDITIONS,
        [{}, SPAN, {"account_id": ACCOUNT}, {"post_id": POST}],
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


def asked_of_timelines() -> Iterator[tuple[str, dict[str, object]]]:
    """Give each question of a timeline as the reader puts it."""
    for order in ("asc", "desc"):
        for asked in TIMELINES:
            shown = {name: asked[name] for name in ("type", "samples") if name in asked}
            listing = timeline_of(TimelineQuery.model_validate(shown | {"order": order}), TYPES)
            yield listing.text(asked), ASKED_BY | {"account_id": ACCOUNT} | asked


def test_no_question_reads_a_big_table_whole_or_sorts_everything(
    year: psycopg.Connection[Any],
) -> None:
    timelines: dict[str, Questions] = {
        f"timeline {number}": (text, {}, [asked])
        for number, (text, asked) in enumerate(asked_of_timelines())
    }

    assert list(explained(year, {**LISTS, **timelines})) == []


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
