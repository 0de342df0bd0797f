"""The schema as the catalogue has it."""

from collections.abc import Callable

import psycopg
import pytest

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
    "tiktok_public_ids": {"(post_id, platform_post_id)"},
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
        "(provider, external_id)",
        "(status)",
        "(event_id)",
        "(provider, platform_user_id, received_at, external_id)",
        '(provider, platform_user_id, log_time, topic, partition, "offset")',
    },
    "log_times": {"(topic, partition)"},
    "consumer_offsets": {"(topic, partition)"},
}
UNIQUE = {
    ("oauth_accounts", "(account_id)"),
    ("tiktok_posts", "(post_id)"),
    ("tiktok_posts", "(publish_id)"),
    ("webhook_events", "(provider, external_id)"),
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
    assert version == "0004"
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


def test_a_second_time_over_rows_changes_nothing(crm_url: str) -> None:
    with psycopg.connect(crm_url) as connection:
        connection.execute("INSERT INTO consumer_offsets VALUES ('accounts.v1', 3, 14, 1)")

    version = migrate(crm_url, "crm", "crm_projector")

    with psycopg.connect(crm_url) as connection:
        rows = connection.execute("SELECT * FROM consumer_offsets").fetchall()
    assert (version, rows) == ("0004", [("accounts.v1", 3, 14, 1)])
