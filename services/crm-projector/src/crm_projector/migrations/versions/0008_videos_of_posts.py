"""Public videos found by their id, to tell those of our posts from others."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the index."""
    op.execute("CREATE INDEX tiktok_public_ids_video ON tiktok_public_ids (platform_post_id)")


def downgrade() -> None:
    """The log can be projected again from the beginning; the schema does not go back."""
    raise NotImplementedError
