"""Choices of users of our own pages, and who gave access to several accounts at once."""

from alembic import op

revision = "0003"
down_revision = "0002"

CHOICES = """
ALTER TABLE pending_connections
    ALTER tenant_id DROP NOT NULL,
    ALTER return_url DROP NOT NULL,
    ADD grantor_id text,
    -- without a tenant it is a choice of a user of our own pages
    ADD CONSTRAINT pending_connections_own_or_hosted CHECK
        (num_nulls(tenant_id, return_url) IN (0, 2));
CREATE INDEX pending_connections_grantor_id ON pending_connections (grantor_id)
    WHERE grantor_id IS NOT NULL;
"""
ACCOUNTS = """
ALTER TABLE accounts ADD grantor_id text;
CREATE INDEX accounts_grantor_id ON accounts (grantor_id) WHERE grantor_id IS NOT NULL;
"""


def upgrade() -> None:
    """Extend both tables."""
    for statements in (CHOICES, ACCOUNTS):
        op.execute(statements)


def downgrade() -> None:
    """Take the columns away; choices that users of our own pages have not made are lost."""
    op.execute("ALTER TABLE accounts DROP grantor_id")
    op.execute("DELETE FROM pending_connections WHERE tenant_id IS NULL")
    op.execute("ALTER TABLE pending_connections DROP CONSTRAINT pending_connections_own_or_hosted")
    op.execute(
        "ALTER TABLE pending_connections DROP grantor_id,"
        " ALTER tenant_id SET NOT NULL, ALTER return_url SET NOT NULL"
    )
