"""The schema as the catalogue has it."""

from collections.abc import Callable

import psycopg
import pytest
from alembic.script import ScriptDirectory

from common.migrations import migrate

from .database import TABLES

INDEXES = {
    "oauth_accounts": {"(account_id)", "(user_id)", "(status)", "(expires_at)"},
    "account_holders": {
        "(provider, platform_user_id, granted_at, account_id)",
        "(user_id)",
    },
    "account_events": {
        "(event_id)",
        '(account_id, is_sample, log_time, topic, partition, "offset")',
        "(subject, sequence)",
        "(causation_id) WHERE (causation_id IS NOT NULL)",
    },
    "tiktok_posts": {
        "(post_id)",
        "(publish_id)",
        "(user_id, status, COALESCE(requested_at, updated_at), post_id)",
        "(user_id, COALESCE(requested_at, updated_at), post_id)",
        "(account_id, COALESCE(requested_at, updated_at), post_id)",
        "(user_id, COALESCE(requested_at, updated_at), post_id) WHERE (status = ANY (ARRAY["
        "'INIT_ATTEMPTED'::text, 'INIT_OUTCOME_UNKNOWN'::text, 'UPLOADING'::text,"
        " 'PROCESSING'::text, 'SEND_TO_USER_INBOX'::text]))",
    },
    "tiktok_public_ids": {"(post_id, platform_post_id)", "(platform_post_id)"},
    "insights": {
        "(post_id, observed_at, platform_post_id)",
        "(user_id, observed_at, post_id, platform_post_id)",
        "(account_id, observed_at, post_id, platform_post_id)",
    },
    "foreign_videos": {
        "(account_id, platform_post_id)",
        "(user_id, create_time, platform_post_id, account_id)",
        "(account_id, create_time, platform_post_id)",
    },
    "webhook_events": {
        "(received_at DESC) WHERE ((provider = 'tiktok'::text) AND (event = 'tiktok.ping'::text))",
        "(provider, external_id)",
        "(status)",
        "(event_id)",
        "(provider, platform_user_id, received_at, external_id)",
        '(provider, platform_user_id, log_time, topic, partition, "offset")',
    },
    "ig_accounts": {"(account_id)", "(user_id)", "(ig_business_id)"},
    "ig_posts": {
        "(post_id)",
        "(user_id, COALESCE(created_at, updated_at), post_id)",
        "(account_id, COALESCE(created_at, updated_at), post_id)",
        "(user_id, status, COALESCE(created_at, updated_at), post_id)",
        "(account_id, media_id) WHERE (media_id IS NOT NULL)",
        "(user_id, COALESCE(created_at, updated_at), post_id) WHERE (status = ANY (ARRAY["
        "'REQUESTED'::text, 'PREPARING'::text, 'PUBLISHING'::text,"
        " 'PUBLISH_OUTCOME_UNKNOWN'::text]))",
    },
    "ig_media": {
        "(account_id, ig_id)",
        "(user_id, COALESCE(created_at, updated_at), ig_id, account_id)",
        "(account_id, COALESCE(created_at, updated_at), ig_id)",
        "(post_id) WHERE (post_id IS NOT NULL)",
    },
    "ig_comments": {
        "(account_id, ig_id)",
        "(user_id, COALESCE(created_at, noticed_at), ig_id, account_id)",
        "(account_id, COALESCE(created_at, noticed_at), ig_id)",
        "(media_id, COALESCE(created_at, noticed_at), ig_id, account_id)",
        "(account_id, parent_id) WHERE (is_ours AND (deleted_at IS NULL))",
        "(account_id, COALESCE(parent_id, ig_id))",
    },
    "ig_mentions": {
        "(account_id, media_id, comment_id)",
        "(user_id, noticed_at, media_id, comment_id, account_id)",
        "(account_id, noticed_at, media_id, comment_id)",
    },
    "ig_replies": {
        "(reply_id)",
        "(account_id, comment_id) WHERE (comment_id IS NOT NULL)",
        "(account_id, media_id) WHERE (comment_id IS NULL)",
    },
    "ig_insights": {
        "(account_id, ig_id, observed_at)",
        "(user_id, observed_at, ig_id, account_id)",
        "(account_id, observed_at, ig_id)",
    },
    "ig_account_insights": {"(account_id, day)", "(user_id, day, account_id)"},
    "log_times": {"(topic, partition)"},
    "consumer_offsets": {"(topic, partition)"},
    "redrives": {'(consumer_group, topic, partition, "offset")'},
}
UNIQUE = {
    ("oauth_accounts", "(account_id)"),
    ("tiktok_posts", "(post_id)"),
    ("tiktok_posts", "(publish_id)"),
    ("webhook_events", "(provider, external_id)"),
    ("ig_media", "(account_id, ig_id)"),
    ("ig_comments", "(account_id, ig_id)"),
}


def test_an_empty_database_gets_every_table_and_index(role_url: Callable[[str], str]) -> None:
    url = role_url("crm")

    version = migrate(url, "crm", "crm_projector")

    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'crm'"
        ).fetchall()
    columns = {(table, text.partition(" USING btree ")[2]) for table, text in found}
    wanted = {(table, each) for table, indexed in INDEXES.items() for each in indexed}
    unique = {
        (table, text.partition(" USING btree ")[2]) for table, text in found if "UNIQUE" in text
    }
    assert version == "0011"
    assert columns - {("alembic_version", "(version_num)")} == wanted
    assert unique >= UNIQUE


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_that_is_written_exists_and_no_other(table: object, crm_url: str) -> None:
    one = next(known for known in TABLES if known is table)

    with psycopg.connect(crm_url) as connection:
        found = connection.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = 'crm' AND table_name = %s AND is_generated = 'NEVER'",
            (one.name,),
        ).fetchall()

    assert {name for (name,) in found} == set(one.columns)
    assert {"topic", "partition", "offset", "event_id"} <= set(one.columns)


def test_no_column_could_hold_a_token(crm_url: str) -> None:
    with psycopg.connect(crm_url) as connection:
        found = connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'crm'"
            " AND column_name ~ '(token|secret|sealed|upload_url)' AND data_type <> 'bigint'"
        ).fetchall()

    assert found == []


OLD_ROWS = """
INSERT INTO account_events (event_id, account_id, user_id, subject, type, time, sequence, payload,
        topic, partition, "offset")
    SELECT 'e' || n, lpad((n % 2)::text, 32, '0')::uuid, lpad('9', 32, '0')::uuid, 's',
        CASE n WHEN 4 THEN 'tiktok.MetricsSampled.v1' ELSE 'tiktok.PostDelayed.v1' END,
        timestamptz '2026-11-01Z' + (ARRAY[5, 9, 6, 2, 7, 10])[n] * interval '1 minute',
        1, '{}', 't', 0, n
    FROM generate_series(1, 6) AS n;
INSERT INTO webhook_events (provider, external_id, platform_user_id, received_at, sequence,
        event_id, topic, partition, "offset")
    SELECT 'tiktok', 'x' || n, 'open-1',
        CASE WHEN n < 3 THEN timestamptz '2026-11-01Z' - n * interval '1 minute' END,
        1, 'w' || n, 'w', 0, n
    FROM generate_series(1, 3) AS n;
"""


def test_rows_from_before_get_the_time_that_they_were_sorted_by(
    role_url: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = role_url("crm")
    upgrade = ScriptDirectory._upgrade_revs
    with monkeypatch.context() as before:
        before.setattr(
            ScriptDirectory, "_upgrade_revs", lambda self, _, now: upgrade(self, "0003", now)
        )
        migrate(url, "crm", "crm_projector")
    with psycopg.connect(url, options="-c search_path=crm") as connection:
        connection.execute(OLD_ROWS)

    migrate(url, "crm", "crm_projector")

    minutes = "extract(minute FROM log_time - timestamptz '2026-11-01Z')::int"
    with psycopg.connect(url, options="-c search_path=crm") as connection:
        events = connection.execute(
            f"SELECT {minutes}, is_sample FROM account_events ORDER BY event_id"
        ).fetchall()
        deliveries = connection.execute(
            f"SELECT {minutes} FROM webhook_events ORDER BY external_id"
        ).fetchall()
        greatest = connection.execute(f"SELECT topic, {minutes} FROM log_times ORDER BY topic")
        assert greatest.fetchall() == [("t", 10), ("w", -1)]
    assert events == [(5, False), (9, False), (6, False), (9, True), (7, False), (10, False)]
    assert deliveries == [(-1,), (-1,), (None,)]


def test_a_second_time_over_rows_changes_nothing(crm_url: str) -> None:
    with psycopg.connect(crm_url) as connection:
        connection.execute("INSERT INTO consumer_offsets VALUES ('accounts.v1', 3, 14, 1)")

    version = migrate(crm_url, "crm", "crm_projector")

    with psycopg.connect(crm_url) as connection:
        rows = connection.execute("SELECT * FROM consumer_offsets").fetchall()
    assert (version, rows) == ("0011", [("accounts.v1", 3, 14, 1)])
