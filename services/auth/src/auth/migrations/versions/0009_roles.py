"""Who operates this Postlog."""

from alembic import op

revision = "0009"
down_revision = "0008"

ROLES = """
ALTER TABLE users ADD COLUMN role text NOT NULL DEFAULT 'user'
    CHECK (role IN ('user', 'operator'));
"""


def upgrade() -> None:
    """Add the column: whoever is registered is a user."""
    op.execute(ROLES)


def downgrade() -> None:
    """Take it away; nobody is an operator then."""
    op.execute("ALTER TABLE users DROP COLUMN role")
