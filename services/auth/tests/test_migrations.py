"""The schema: made once, safe to repeat, and found in the catalogue as it was meant."""

from collections.abc import Callable

import psycopg
import pytest

from common.migrations import migrate

from .conftest import Tables

TABLES = {
    "erased_accounts": "account_id",
    "erasures": "code",
    "password_resets": "user_id",
    "tenant_admins": "user_id, tenant_id",
    "account_registers": "account_id, register",
    "accounts": "account_id",
    "api_keys": "key_hash",
    "alembic_version": "version_num",
    "consumer_offsets": "topic, partition",
    "drafts": "user_id, draft_id",
    "notices": "notice_id",
    "oauth_states": "state_hash",
    "outbox": "id",
    "pending_connections": "connection_id",
    "sessions": "session_hash",
    "sign_in_attempts": None,
    "tenants": "tenant_id",
    "users": "user_id",
    "withdrawals": "code",
    "withdrawn_accounts": "code, account_id",
}
INDEXES = {
    "api_keys_made_by": "(made_by)",
    "drafts_saved_at": "(saved_at)",
    "erased_accounts_code": "(code)",
    "erasures_user_id_key": "(user_id)",
    "password_resets_asked_at": "(asked_at)",
    "password_resets_mail_due_at": "(mail_due_at)",
    "password_resets_token_hash_key": "(token_hash)",
    "tenant_admins_tenant_id": "(tenant_id)",
    "accounts_grantor_id": "(grantor_id) WHERE (grantor_id IS NOT NULL)",
    "accounts_user_id": "(user_id, created_at, account_id)",
    "accounts_platform_user_id": "(platform_user_id)",
    "api_keys_prefix_key": "(prefix)",
    "api_keys_tenant_id": "(tenant_id)",
    "notices_mail_due_at": "(mail_due_at) WHERE (mail_due_at IS NOT NULL)",
    "notices_open": "(account_id, kind, (\nCASE kind\n    WHEN 'POSTED_TWICE'::text THEN reason\n"
    "    ELSE ''::text\nEND)) WHERE (resolved_at IS NULL)",
    "notices_user_id": "(user_id, created_at)",
    "oauth_states_connection_id": "(connection_id)",
    "oauth_states_expires_at": "(expires_at)",
    "oauth_states_session_hash": "(session_hash)",
    "oauth_states_user_id": "(user_id)",
    "pending_connections_expires_at": "(expires_at)",
    "pending_connections_grantor_id": "(grantor_id) WHERE (grantor_id IS NOT NULL)",
    "pending_connections_platform_user_id": "(platform_user_id)",
    "pending_connections_tenant_id": "(tenant_id)",
    "pending_connections_unconfirmed": "(expires_at) WHERE (sealed_grant IS NOT NULL)",
    "pending_connections_user_id": "(user_id)",
    "sessions_created_at": "(created_at)",
    "sessions_expires_at": "(expires_at)",
    "sessions_refreshed_at": "(refreshed_at)",
    "sessions_tenant_id": "(tenant_id)",
    "sessions_user_id": "(user_id)",
    "sign_in_attempts_at": "(at)",
    "sign_in_attempts_who_at": "(who, at)",
    "tenants_name_key": "(name)",
    "users_email": "(lower(email))",
    "users_external_id": "(tenant_id, external_id)",
    "withdrawals_once": "(provider, kind, person_hash, issued_at)",
    "withdrawals_received_at": "(received_at) WHERE (kind = 'deauthorization'::text)",
    "withdrawn_accounts_open": "(account_id) WHERE (ended_at IS NULL)",
}


@pytest.fixture
def fresh_url(role_url: Callable[[str], str]) -> str:
    """A database of the test's own, where only the role and its empty schema are."""
    return role_url("auth")


def primary_keys(connection: psycopg.Connection) -> dict[str, str]:
    rows = connection.execute(
        "SELECT c.relname, string_agg(a.attname, ', ' ORDER BY k.position)"
        " FROM pg_class c LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary"
        " LEFT JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, position) ON true"
        " LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number"
        " WHERE c.relnamespace = 'auth'::regnamespace AND c.relkind = 'r' GROUP BY c.relname"
    )
    return dict(rows.fetchall())


def indexes(connection: psycopg.Connection) -> dict[str, str]:
    rows = connection.execute(
        "SELECT indexname, substring(indexdef FROM 'USING btree (.*)$') FROM pg_indexes"
        " WHERE schemaname = 'auth' AND indexname NOT LIKE '%%_pkey' AND indexname NOT LIKE"
        " 'alembic%%'"
    )
    return dict(rows.fetchall())


def test_an_empty_database_gets_every_table_and_index(fresh_url: str) -> None:
    assert migrate(fresh_url, "auth", "auth") == "0011"

    with psycopg.connect(fresh_url) as connection:
        assert primary_keys(connection) == TABLES
        assert indexes(connection) == INDEXES


def test_migrating_again_changes_nothing_and_loses_no_row(
    auth_url: str, tables: Callable[[], Tables]
) -> None:
    with psycopg.connect(auth_url) as connection:
        connection.execute(
            "INSERT INTO users (user_id, email, password_hash)"
            " VALUES (gen_random_uuid(), 'mara@example.test', 'x')"
        )
    before = tables()

    assert migrate(auth_url, "auth", "auth") == "0011"

    assert tables() == before
    assert len(before["users"]) == 1


def test_an_email_is_taken_in_whatever_case(auth_url: str) -> None:
    insert = "INSERT INTO users (user_id, email, password_hash) VALUES (gen_random_uuid(), %s, '')"
    with psycopg.connect(auth_url) as connection:
        connection.execute(insert, ("mara@example.test",))

        try:
            connection.execute(insert, ("Mara@Example.Test",))
            taken = False
        except psycopg.errors.UniqueViolation:
            taken = True

    assert taken
