"""Accounts keep their user name."""

from alembic import op

from accounts.ddl import USERNAMES

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column."""
    op.execute(USERNAMES)


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
