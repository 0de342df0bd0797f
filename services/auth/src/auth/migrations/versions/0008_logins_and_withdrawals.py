"""By which of a platform's logins a connection began; what people withdrew at a platform."""

from alembic import op

revision = "0008"
down_revision = "0007"

LOGINS = """
ALTER TABLE pending_connections ADD COLUMN client_key text;
ALTER TABLE accounts ADD COLUMN login text;
"""
WITHDRAWALS = """
CREATE TABLE withdrawals (
    code text PRIMARY KEY,
    provider text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('deauthorization', 'deletion')),
    person_hash bytea NOT NULL,
    issued_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX withdrawals_once ON withdrawals (provider, kind, person_hash, issued_at);
CREATE INDEX withdrawals_received_at ON withdrawals (received_at)
    WHERE kind = 'deauthorization';
CREATE TABLE withdrawn_accounts (
    code text NOT NULL REFERENCES withdrawals ON DELETE CASCADE,
    account_id uuid NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (code, account_id)
);
CREATE INDEX withdrawn_accounts_open ON withdrawn_accounts (account_id) WHERE ended_at IS NULL;
"""


def upgrade() -> None:
    """Add the columns, whose None is the platform's default login, and the tables."""
    op.execute(LOGINS)
    op.execute(WITHDRAWALS)


def downgrade() -> None:
    """Take them away."""
    op.execute("DROP TABLE withdrawn_accounts, withdrawals")
    op.execute("ALTER TABLE accounts DROP COLUMN login")
    op.execute("ALTER TABLE pending_connections DROP COLUMN client_key")
