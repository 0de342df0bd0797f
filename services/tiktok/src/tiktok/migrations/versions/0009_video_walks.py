"""How far the video list of each account is known."""

from alembic import op

revision = "0009"
down_revision = "0008"

STATEMENTS = """
CREATE TABLE video_walks (
    account_id uuid PRIMARY KEY,
    until timestamptz NOT NULL,
    cursor bigint
);
"""


def upgrade() -> None:
    """Add the table; an account without a row is walked through from its newest video."""
    op.execute(STATEMENTS)


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
