"""Uploads that their user has ended."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Remember when an upload was ended before its last chunk."""
    op.execute("ALTER TABLE upload_sessions ADD COLUMN terminated_at timestamptz")


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
