"""The name of an account in the links of its platform."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column."""
    op.execute("ALTER TABLE oauth_accounts ADD COLUMN username text")


def downgrade() -> None:
    """Take the column away."""
    op.execute("ALTER TABLE oauth_accounts DROP COLUMN username")
