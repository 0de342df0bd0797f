"""Where the bytes of a video are to be sent, until all have come."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; no container of before is sent."""
    op.execute("ALTER TABLE containers ADD COLUMN sealed_upload_url bytea")


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
