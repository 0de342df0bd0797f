"""Whether a permission was left to other accounts when an account was disconnected."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column."""
    op.execute("ALTER TABLE accounts ADD COLUMN shared boolean NOT NULL DEFAULT false")


def downgrade() -> None:
    """Take the column away."""
    op.execute("ALTER TABLE accounts DROP COLUMN shared")
