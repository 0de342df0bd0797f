"""What is looked for every few seconds is found by an index, however much has happened before."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg.rows import scalar_row

from auth.accounts.store import GIVEN_BY
from auth.accounts.withdrawals import FIND_DELETION, NOTE_END
from auth.accounts.withdrawals import SWEEP as SWEEP_WITHDRAWALS
from auth.connect.oauth_states import SWEEP as SWEEP_STATES
from auth.connect.pending_connections import CLAIM_UNCONFIRMED, IS_LIVE_ELSEWHERE
from auth.connect.pending_connections import SWEEP as SWEEP_CONNECTIONS
from auth.notices.store import CLAIM_LETTER, GIVE_UP_OLD_LETTERS, Kind
from auth.sign_in.rate_limits import SWEEP as SWEEP_ATTEMPTS
from auth.sign_in.sessions import SWEEP as SWEEP_SESSIONS

ROWS = 200_000
FEW = 120
"""Blocks of 8 kB that a statement may read to find the one row that is due."""
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
BIG = {"accounts", "notices", "oauth_states", "pending_connections", "sessions"} | {
    "sign_in_attempts",
    "withdrawals",
    "withdrawn_accounts",
}
# Old notices: some resolved, some read, some mailed, some never for mail. One is due.
FILL = f"""
CREATE FUNCTION pg_temp.id(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
    AS $$ SELECT lpad(to_hex(n), 32, '0')::uuid $$;
CREATE TEMP TABLE numbers AS SELECT n, pg_temp.id(n) AS id FROM generate_series(1, {ROWS}) AS n;
INSERT INTO tenants VALUES (pg_temp.id(1), 'acme', '{{}}', '{{}}');
INSERT INTO users (user_id, email, password_hash) VALUES (pg_temp.id(1), 'm@example.test', 'x');
INSERT INTO accounts (account_id, user_id, provider, platform_user_id, grantor_id, verdict)
    SELECT id, id, 'tiktok', 'open-' || n, 'person-' || n, 'DISCONNECTED' FROM numbers;
INSERT INTO notices (notice_id, user_id, account_id, provider, kind, reason, created_at,
        resolved_at, read_at, mailed_at, mail_due_at)
    SELECT id, pg_temp.id(1), id, 'tiktok',
        CASE n % 4 WHEN 0 THEN 'REFRESH_FAILING' ELSE 'RECONNECT' END, 'x',
        now() - interval '2 days',
        CASE n % 4 WHEN 1 THEN now() END, CASE n % 4 WHEN 2 THEN now() END,
        CASE n % 4 WHEN 3 THEN now() END, CASE n WHEN 7 THEN now() END
    FROM numbers;
UPDATE notices SET mailed_at = NULL WHERE notice_id = pg_temp.id(7);
INSERT INTO sessions (session_hash, user_id)
    SELECT uuid_send(id), pg_temp.id(1) FROM numbers;
INSERT INTO oauth_states (state_hash, provider, client_key, session_hash, user_id, expires_at)
    SELECT session_hash, 'tiktok', 'app', session_hash, user_id, now() + interval '9 minutes'
    FROM sessions;
INSERT INTO sign_in_attempts (who) SELECT decode('ab', 'hex') FROM numbers;
INSERT INTO pending_connections (connection_id, tenant_id, user_id, provider, return_url,
        expires_at, platform_user_id, grantor_id, sealed_grant)
    SELECT id, pg_temp.id(1), pg_temp.id(1), 'tiktok', 'https://acme.example',
        now() + CASE n WHEN 7 THEN interval '-1 minute' ELSE interval '9 minutes' END,
        'open-' || n, 'person-' || n, CASE n WHEN 7 THEN decode('ab', 'hex') END
    FROM numbers;
INSERT INTO withdrawals (code, provider, kind, person_hash, issued_at, received_at)
    SELECT n, 'gallery', CASE n % 2 WHEN 1 THEN 'deauthorization' ELSE 'deletion' END,
        uuid_send(id), now(), now() - CASE n WHEN 7 THEN interval '31 days' ELSE '1 day' END
    FROM numbers;
INSERT INTO withdrawn_accounts SELECT n, id, CASE n WHEN 7 THEN NULL ELSE now() END FROM numbers;
"""
DUE = {
    "a letter": (CLAIM_LETTER, (MINUTE, 3 * DAY, Kind.REFRESH_FAILING)),
    "an unconfirmed grant": (CLAIM_UNCONFIRMED, (MINUTE, ["tiktok"], ["app"])),
    "another grant of a person": (IS_LIVE_ELSEWHERE, {"id": UUID(int=7)}),
    "a person's accounts": (GIVEN_BY, {"provider": "tiktok", "person": "person-7"}),
    "the end of an account": (NOTE_END, (datetime(2026, 11, 1, tzinfo=UTC), UUID(int=7))),
    "a deletion": (FIND_DELETION, ("8",)),
}
SWEEPS = {
    "old letters": (GIVE_UP_OLD_LETTERS, (3 * DAY,)),
    "sessions": (SWEEP_SESSIONS, (DAY, 7 * DAY)),
    "states": (SWEEP_STATES, ()),
    "attempts": (SWEEP_ATTEMPTS, (timedelta(minutes=15),)),
    "connections": (SWEEP_CONNECTIONS, (DAY,)),
    "withdrawals": (SWEEP_WITHDRAWALS, (30 * DAY,)),
}


def nodes(plan: Any) -> Iterator[Any]:
    """Give a plan's node and every one below it."""
    yield plan
    for each in plan.get("Plans", []):
        yield from nodes(each)


def faults(plan: Any) -> list[str]:
    """Say what a statement reads that it does not need."""
    found = [
        f"reads all of {node['Relation Name']}"
        for node in nodes(plan)
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in BIG
    ]
    blocks = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return [*found, f"reads {blocks} blocks"] if blocks > FEW else found


def explained(connection: psycopg.Connection[Any], statement: str, values: Any) -> list[str]:
    """Run a statement, take it back, and say what it read too much."""
    with connection.transaction(force_rollback=True):
        query = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
        [plan] = connection.execute(query, values).fetchone() or [{}]
    return faults(plan["Plan"])


def test_no_due_query_reads_what_is_over(auth_url: str) -> None:
    options = "-c search_path=auth"
    with psycopg.connect(
        auth_url, options=options, row_factory=scalar_row, autocommit=True
    ) as connection:
        connection.execute(FILL)
        connection.execute(f"VACUUM ANALYZE {', '.join(BIG)}")
        found = {name: explained(connection, *each) for name, each in {**DUE, **SWEEPS}.items()}

    assert {name: read for name, read in found.items() if read} == {}


@pytest.mark.parametrize(
    ("node", "fault"),
    [
        ({"Node Type": "Seq Scan", "Relation Name": "notices"}, ["reads all of notices"]),
        ({"Node Type": "Seq Scan", "Relation Name": "users"}, []),
    ],
)
def test_a_bad_plan_is_told(node: object, fault: list[str]) -> None:
    blocks = {"Shared Hit Blocks": 1, "Shared Read Blocks": 2}

    assert faults({"Node Type": "Limit", **blocks, "Plans": [node]}) == fault
    assert faults({"Node Type": "Limit", **blocks, "Shared Hit Blocks": 199}) == [
        "reads 201 blocks"
    ]
