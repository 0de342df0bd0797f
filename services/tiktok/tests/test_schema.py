"""The schema, read back from PostgreSQL's own catalogue."""

from collections.abc import Callable

import psycopg

from accounts.ddl import NEW_SCHEMA
from common.migrations import migrate

TABLES = {
    "account_work",
    "alembic_version",
    "consumed_sequences",
    "consumer_offsets",
    "endpoint_pauses",
    "foreign_videos",
    "handled_webhooks",
    "oauth_accounts",
    "outbox",
    "pending_observations",
    "post_visibility",
    "posts",
    "publish_attempts",
    "refused_grants",
    "request_log",
    "upload_sessions",
}
INDEXED = {
    ("oauth_accounts", "(expires_at)"),
    ("oauth_accounts", "(user_id)"),
    ("oauth_accounts", "(status)"),
    ("posts", "(user_id, status)"),
    ("posts", "(publish_id)"),
    ("posts", "(user_id, idempotency_key)"),
    ("publish_attempts", "(publish_id)"),
    ("pending_observations", "(target_kind, target_id)"),
    ("pending_observations", "(platform_user_id)"),
    ("request_log", "(account_id, endpoint, at)"),
}


def test_an_empty_database_gets_every_table_and_index(role_url: Callable[[str], str]) -> None:
    url = role_url("tiktok")

    version = migrate(url, "tiktok", "tiktok")

    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'tiktok'"
        ).fetchall()
        indexes = connection.execute(
            "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'tiktok'"
        ).fetchall()

    assert version == "0007"
    assert {name for (name,) in tables} == TABLES
    found = {(table, definition.partition(" btree ")[2]) for table, definition in indexes}
    assert {(table, columns) for table, columns in INDEXED} <= {
        (table, definition.partition(" WHERE ")[0]) for table, definition in found
    }


def test_one_platform_user_has_one_owner_at_a_time(tiktok_schema: str) -> None:
    with psycopg.connect(tiktok_schema) as connection:
        row = connection.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = 'oauth_accounts_one_owner'"
        ).fetchone()

    assert row is not None
    assert "UNIQUE" in row[0]
    assert "WHERE (status <> 'DISCONNECTED'::text)" in row[0]


def test_a_second_migration_keeps_the_rows(tiktok_schema: str) -> None:
    with psycopg.connect(tiktok_schema) as connection:
        connection.execute(
            "INSERT INTO request_log (account_id, endpoint, cause)"
            " VALUES (gen_random_uuid(), 'init', 'a')"
        )

    version = migrate(tiktok_schema, "tiktok", "tiktok")

    with psycopg.connect(tiktok_schema) as connection:
        count = connection.execute("SELECT count(*) FROM request_log").fetchone()
    assert (version, count) == ("0007", (1,))


def test_the_accounts_tables_are_those_of_a_new_services_schema(
    tiktok_schema: str, role_url: Callable[[str], str]
) -> None:
    new = role_url("tiktok")
    with psycopg.connect(new) as connection:
        for statement in NEW_SCHEMA:
            connection.execute(statement)

    made, migrated = described(new), described(tiktok_schema)

    assert made
    assert {name: migrated[name] for name in made} == made


def described(url: str) -> dict[str, tuple[set[object], set[object]]]:
    """Give columns and indexes by table."""
    with psycopg.connect(url) as connection:
        columns = connection.execute(
            "SELECT table_name, column_name, data_type, is_nullable, column_default"
            " FROM information_schema.columns WHERE table_schema = 'tiktok'"
        ).fetchall()
        indexes = connection.execute(
            "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'tiktok'"
        ).fetchall()
    return {
        table: (
            {column for column in columns if column[0] == table},
            {index for index in indexes if index[0] == table},
        )
        for table in {column[0] for column in columns}
    }
