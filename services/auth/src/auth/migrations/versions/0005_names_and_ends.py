"""The name of an account in its platform's links, and whether the platform confirmed its end."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns."""
    op.execute("ALTER TABLE accounts ADD COLUMN username text, ADD COLUMN revoked boolean")


def downgrade() -> None:
    """Take the columns away."""
    op.execute("ALTER TABLE accounts DROP COLUMN username, DROP COLUMN revoked")
