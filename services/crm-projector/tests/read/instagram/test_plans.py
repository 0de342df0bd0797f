"""Every question about Instagram finds its rows by an index."""

from collections.abc import Mapping
from typing import Any

import psycopg

from crm_projector.read.instagram import statements
from crm_projector.read.instagram.inbox import statements as inbox

from ..year import ACCOUNT, AFTER, POST, SPAN, Questions, explained

FURTHER: dict[str, object] = {
    **AFTER,
    "after_media_id": "m9",
    "after_comment_id": "c9",
    "after_day": "2026-03-01",
    "after_item_id": "c9",
}
DAYS: dict[str, object] = {"since": "2026-03-01", "until": "2026-04-01"}
COMMENTS: list[dict[str, object]] = [
    {},
    FURTHER,
    SPAN,
    {"account_id": ACCOUNT},
    {"account_id": ACCOUNT, **FURTHER},
    {"media_id": "m7"},
    {"account_id": ACCOUNT, "media_id": "m7", **FURTHER},
    {"is_unanswered": True},
    {"account_id": ACCOUNT, "is_unanswered": True, **FURTHER},
    {"is_answered": True},
    {"is_hidden": True},
    {"is_deleted": True},
    {"is_standing": True, "is_shown": True},
    {"account_id": ACCOUNT, "comment_id": "c27"},
    {"account_id": ACCOUNT, "thread_id": "c27"},
    {"text": "%Nice%"},
]
INBOX: list[dict[str, object]] = [
    {},
    FURTHER,
    {"account_id": ACCOUNT},
    {"account_id": ACCOUNT, **FURTHER},
    {"kind": "comment"},
    {"kind": "mention", **FURTHER},
    {"is_standing": True},
    {"is_hidden": True},
    {"is_deleted": True},
    {"account_id": ACCOUNT, "media_id": "m7", "comment_id": "c27"},
]
LISTS: Mapping[str, Questions] = {
    "posts": (
        statements.POSTS,
        statements.POST_CONDITIONS,
        [
            {},
            FURTHER,
            SPAN,
            {"account_id": ACCOUNT},
            {"account_id": ACCOUNT, **FURTHER},
            {"status": "FAILED"},
            {"status": "PUBLISHED", **FURTHER},
            {"is_pending": True},
            {"is_settled": True},
            {"kind": "REELS"},
            {"text": "%Title 1%"},
            {"post_id": POST},
        ],
    ),
    "media": (
        statements.MEDIA,
        statements.MEDIA_CONDITIONS,
        [
            {},
            FURTHER,
            SPAN,
            {"account_id": ACCOUNT},
            {"account_id": ACCOUNT, **FURTHER},
            {"is_ours": True},
            {"is_foreign": True, **FURTHER},
            {"is_gone": True},
            {"is_listed": True, "product_type": "REELS"},
            {"text": "%Title%"},
        ],
    ),
    "comments": (statements.comments("desc"), statements.comment_conditions("desc"), COMMENTS),
    "comments, oldest first": (
        statements.comments("asc"),
        statements.comment_conditions("asc"),
        COMMENTS,
    ),
    "mentions": (
        statements.MENTIONS,
        statements.MENTION_CONDITIONS,
        [{}, FURTHER, {"account_id": ACCOUNT}, {"account_id": ACCOUNT, **FURTHER}],
    ),
    "inbox: waiting": (inbox.OPEN, inbox.CONDITIONS, INBOX),
    "inbox: settled": (inbox.SETTLED, inbox.CONDITIONS, INBOX),
    "inbox: count": (inbox.COUNT, {}, [{}]),
    "account days": (
        statements.ACCOUNT_DAYS,
        statements.ACCOUNT_DAY_CONDITIONS,
        [{}, FURTHER, DAYS, {"account_id": ACCOUNT}, {"account_id": ACCOUNT, **DAYS}],
    ),
    "webhook tests": (statements.WEBHOOK_TESTS, {}, [{}]),
}


def test_no_question_reads_a_big_table_whole_or_sorts_everything(
    year: psycopg.Connection[Any],
) -> None:
    assert list(explained(year, LISTS)) == []
