"""What a person does about their own account: sessions, password, keys of their hosts, erasure."""

from alembic import op

revision = "0010"
down_revision = "0009"

SESSIONS = "ALTER TABLE sessions ADD COLUMN browser text NOT NULL DEFAULT ''"
RESETS = """
CREATE TABLE password_resets (
    -- one for each person: asking again ends the link before
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    asked_at timestamptz NOT NULL DEFAULT now(),
    -- written by the mailer, which makes the token as it sends it
    mail_due_at timestamptz DEFAULT now(),
    mail_tries integer NOT NULL DEFAULT 0,
    token_hash bytea UNIQUE,
    expires_at timestamptz
);
CREATE INDEX password_resets_mail_due_at ON password_resets (mail_due_at);
CREATE INDEX password_resets_asked_at ON password_resets (asked_at);
"""
ADMINS = """
CREATE TABLE tenant_admins (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    PRIMARY KEY (user_id, tenant_id)
);
CREATE INDEX tenant_admins_tenant_id ON tenant_admins (tenant_id);
ALTER TABLE api_keys ADD COLUMN made_by uuid REFERENCES users ON DELETE SET NULL;
CREATE INDEX api_keys_made_by ON api_keys (made_by);
"""
ERASURES = """
CREATE TABLE erasures (
    code text PRIMARY KEY,
    -- no foreign key: the user is gone, and an id says nothing about anybody
    user_id uuid NOT NULL UNIQUE,
    requested_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE erased_accounts (
    account_id uuid PRIMARY KEY,
    code text NOT NULL REFERENCES erasures ON DELETE CASCADE,
    provider text NOT NULL,
    ended_at timestamptz,
    erased_at timestamptz
);
CREATE INDEX erased_accounts_code ON erased_accounts (code);
"""


def upgrade() -> None:
    """Add the tables and columns."""
    for statements in (SESSIONS, RESETS, ADMINS, ERASURES):
        op.execute(statements)


def downgrade() -> None:
    """Take them away; who asked to be erased is not known then."""
    op.execute("DROP TABLE erased_accounts, erasures, tenant_admins, password_resets")
    op.execute("ALTER TABLE api_keys DROP COLUMN made_by")
    op.execute("ALTER TABLE sessions DROP COLUMN browser")
