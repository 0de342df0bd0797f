"""Host applications: tenants, API keys, their users, connections to be confirmed; notices."""

from alembic import op

revision = "0002"
down_revision = "0001"

TENANTS = """
CREATE TABLE tenants (
    tenant_id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE,
    allowed_origins text[] NOT NULL,
    return_urls text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE api_keys (
    key_hash bytea PRIMARY KEY,
    -- the key's beginning, by which people tell keys apart
    prefix text NOT NULL UNIQUE,
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz
);
CREATE INDEX api_keys_tenant_id ON api_keys (tenant_id);

ALTER TABLE users
    ALTER email DROP NOT NULL,
    ALTER password_hash DROP NOT NULL,
    ADD tenant_id uuid REFERENCES tenants ON DELETE CASCADE,
    ADD external_id text,
    ADD CONSTRAINT users_own_or_hosted CHECK
        (num_nulls(email, password_hash) = 0 AND num_nonnulls(tenant_id, external_id) = 0
         OR num_nonnulls(email, password_hash) = 0 AND num_nulls(tenant_id, external_id) = 0);
CREATE UNIQUE INDEX users_external_id ON users (tenant_id, external_id);

ALTER TABLE sessions
    ADD tenant_id uuid REFERENCES tenants ON DELETE CASCADE,
    ADD expires_at timestamptz;
CREATE INDEX sessions_tenant_id ON sessions (tenant_id);
CREATE INDEX sessions_expires_at ON sessions (expires_at);
"""

CONNECTIONS = """
CREATE TABLE pending_connections (
    connection_id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    provider text NOT NULL,
    return_url text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    -- null once the link was opened
    link_hash bytea,
    -- from the callback until the confirmation
    code_hash bytea,
    platform_user_id text,
    sealed_grant bytea,
    -- from the confirmation on, for whoever confirms twice
    account_id uuid,
    revoke_at timestamptz
);
CREATE INDEX pending_connections_tenant_id ON pending_connections (tenant_id);
CREATE INDEX pending_connections_user_id ON pending_connections (user_id);
CREATE INDEX pending_connections_expires_at ON pending_connections (expires_at);
CREATE INDEX pending_connections_platform_user_id ON pending_connections (platform_user_id);

ALTER TABLE oauth_states
    ALTER session_hash DROP NOT NULL,
    ADD browser_hash bytea,
    ADD connection_id uuid REFERENCES pending_connections ON DELETE CASCADE,
    ADD CONSTRAINT oauth_states_bound CHECK
        (num_nonnulls(session_hash, browser_hash) = 1
         AND num_nonnulls(session_hash, connection_id) = 1);
CREATE INDEX oauth_states_connection_id ON oauth_states (connection_id);

-- The same value by whoever writes it: the account's id is made of it.
ALTER TABLE accounts ADD platform_user_id text;
CREATE INDEX accounts_platform_user_id ON accounts (platform_user_id);
"""

NOTICES = """
CREATE TABLE notices (
    notice_id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    account_id uuid NOT NULL,
    provider text NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL,
    resolved_at timestamptz,
    -- written by the API
    read_at timestamptz,
    -- written by the mailer
    mail_tries integer NOT NULL DEFAULT 0,
    mail_due_at timestamptz NOT NULL DEFAULT now(),
    mailed_at timestamptz
);
CREATE INDEX notices_user_id ON notices (user_id, created_at);
CREATE INDEX notices_mail_due_at ON notices (mail_due_at) WHERE mailed_at IS NULL;
CREATE UNIQUE INDEX notices_open ON notices (account_id, kind) WHERE resolved_at IS NULL;
"""


def upgrade() -> None:
    """Create and extend."""
    for statements in (TENANTS, CONNECTIONS, NOTICES):
        op.execute(statements)


def downgrade() -> None:
    """Drop it again; users of host applications, their sessions and flows are lost."""
    op.execute("DELETE FROM oauth_states WHERE session_hash IS NULL")
    op.execute("DELETE FROM users WHERE tenant_id IS NOT NULL")
    op.execute("DROP TABLE notices")
    op.execute("ALTER TABLE accounts DROP platform_user_id")
    op.execute("ALTER TABLE oauth_states DROP browser_hash, DROP connection_id")
    op.execute("ALTER TABLE oauth_states ALTER session_hash SET NOT NULL")
    op.execute("DROP TABLE pending_connections")
    op.execute("ALTER TABLE sessions DROP tenant_id, DROP expires_at")
    op.execute("ALTER TABLE users DROP tenant_id, DROP external_id")
    op.execute("ALTER TABLE users ALTER email SET NOT NULL, ALTER password_hash SET NOT NULL")
    op.execute("DROP TABLE api_keys, tenants")
