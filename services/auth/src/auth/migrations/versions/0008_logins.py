"""By which of a platform's logins a connection began."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column; None is the platform's default login."""
    op.execute("ALTER TABLE pending_connections ADD COLUMN client_key text")


def downgrade() -> None:
    """Take the column away."""
    op.execute("ALTER TABLE pending_connections DROP COLUMN client_key")
