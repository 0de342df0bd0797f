"""The schema, read back from PostgreSQL's own catalogue."""

from collections.abc import Callable
from unittest.mock import patch

import psycopg
from alembic.script import ScriptDirectory

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
    "video_walks",
}
# Rows as version 0005 keeps them: accounts and posts of several states, and early deliveries.
STORED_BEFORE = """
INSERT INTO oauth_accounts (account_id, provider, client_key, platform_user_id, user_id, status,
        scopes, display_name, issued_at, expires_at, granted_at, grant_sequence, ending_told_at)
    SELECT lpad(n::text, 32, '0')::uuid, 'tiktok', 'k', 'open-' || n, gen_random_uuid(), status,
        '{video.publish}', 'x', now(), now() + interval '1 day', now(), 1,
        now() - n * interval '1 day'
    FROM unnest(ARRAY['CONNECTED', 'REAUTHORIZATION_REQUIRED', 'DISCONNECTED'])
        WITH ORDINALITY AS given (status, n);
INSERT INTO pending_observations (external_id, platform_user_id, publish_id, body, received_at)
    VALUES ('a', 'open-1', NULL, '', now()), ('b', 'open-1', 'p-9', '', now());
INSERT INTO posts (post_id, account_id, user_id, status, source, publish_id, request,
        request_sha256, status_since, next_poll_at)
    SELECT gen_random_uuid(), lpad('1', 32, '0')::uuid, gen_random_uuid(), status, 'FILE_UPLOAD',
        'p-' || status, '{}', '', now() - interval '3 days', now()
    FROM unnest(ARRAY['PROCESSING', 'FAILED', 'PUBLISH_COMPLETE']) AS given (status);
"""
FOUND = {
    "accounts": "SELECT status, renewal FROM oauth_accounts ORDER BY status",
    "turns": "SELECT status, count(*) FROM account_work JOIN oauth_accounts USING (account_id)"
    " GROUP BY status ORDER BY status",
    "early deliveries": "SELECT target_kind, target_id FROM pending_observations"
    " ORDER BY target_kind",
    "posts": "SELECT status, next_poll_at IS NOT NULL FROM posts ORDER BY status",
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

    assert version == "0012"
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
    assert (version, count) == ("0012", (1,))


def test_the_newest_version_keeps_what_an_earlier_one_has_stored(
    role_url: Callable[[str], str],
) -> None:
    url = role_url("tiktok")
    migrate_to("0005", url)
    with psycopg.connect(url) as connection:
        connection.execute(STORED_BEFORE)

    version = migrate(url, "tiktok", "tiktok")

    with psycopg.connect(url) as connection:
        found = {name: connection.execute(query).fetchall() for name, query in FOUND.items()}
    assert version == "0012"
    assert found == {
        "accounts": [
            ("CONNECTED", "rotation"),
            ("DISCONNECTED", "rotation"),
            ("REAUTHORIZATION_REQUIRED", "rotation"),
        ],
        "turns": [("CONNECTED", 3), ("REAUTHORIZATION_REQUIRED", 3)],
        "early deliveries": [("account", "open-1"), ("post", "p-9")],
        "posts": [("FAILED", False), ("PROCESSING", True), ("PUBLISH_COMPLETE", False)],
    }


def migrate_to(revision: str, url: str) -> None:
    """Bring the schema to this version, as if the later ones were not written yet."""
    upgrade = ScriptDirectory._upgrade_revs

    def to_revision(self: ScriptDirectory, _head: str, current: str) -> object:
        return upgrade(self, revision, current)

    with patch.object(ScriptDirectory, "_upgrade_revs", to_revision):
        migrate(url, "tiktok", "tiktok")


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
