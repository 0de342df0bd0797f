"""Users, sessions, OAuth flows, accounts; the consumer's place and the outbox."""

from alembic import op

from common.offsets import CONSUMER_OFFSETS
from common.outbox import OUTBOX
from common.sequences import CONSUMED_SEQUENCES

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE users (
    user_id uuid PRIMARY KEY,
    email text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX users_email ON users (lower(email));

CREATE TABLE sessions (
    session_hash bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    refreshed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX sessions_user_id ON sessions (user_id);
CREATE INDEX sessions_refreshed_at ON sessions (refreshed_at);
CREATE INDEX sessions_created_at ON sessions (created_at);

CREATE TABLE oauth_states (
    state_hash bytea PRIMARY KEY,
    provider text NOT NULL,
    client_key text NOT NULL,
    session_hash bytea NOT NULL REFERENCES sessions ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    sealed_verifier bytea,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX oauth_states_session_hash ON oauth_states (session_hash);
CREATE INDEX oauth_states_user_id ON oauth_states (user_id);
CREATE INDEX oauth_states_expires_at ON oauth_states (expires_at);

CREATE TABLE sign_in_attempts (
    who bytea NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX sign_in_attempts_who_at ON sign_in_attempts (who, at);
CREATE INDEX sign_in_attempts_at ON sign_in_attempts (at);

-- No foreign key to users: an event about a user who is not here must not stop the projection.
CREATE TABLE accounts (
    account_id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    provider text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- written by the API
    wish text CHECK (wish IN ('CONNECT', 'DISCONNECT')),
    requested_at timestamptz,
    request_id text,
    sequence bigint NOT NULL DEFAULT 0,
    -- written by the worker
    verdict text CHECK
        (verdict IN ('CONNECTED', 'REFUSED', 'REAUTHORIZATION_REQUIRED', 'DISCONNECTED')),
    reason text,
    answered_id text,
    display_name text,
    avatar_url text,
    scopes text[] NOT NULL DEFAULT '{}',
    expires_at timestamptz
);
CREATE INDEX accounts_user_id ON accounts (user_id, created_at, account_id);
"""


def upgrade() -> None:
    """Create everything."""
    for statements in (TABLES, CONSUMER_OFFSETS, CONSUMED_SEQUENCES, OUTBOX):
        op.execute(statements)


def downgrade() -> None:
    """Drop everything; the sessions and the accounts' wishes are lost."""
    op.execute("DROP TABLE oauth_states, sessions, sign_in_attempts, users, accounts")
    op.execute("DROP TABLE consumer_offsets, consumed_sequences, outbox")
    op.execute("DROP FUNCTION notify_outbox")
