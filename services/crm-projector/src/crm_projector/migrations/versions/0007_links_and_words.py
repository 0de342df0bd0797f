"""TikTok's own words about a failure, and the links of public posts."""

from alembic import op

revision = "0007"
down_revision = "0006"

STATEMENTS = """
ALTER TABLE tiktok_posts
    ADD COLUMN platform_message text,
    ADD COLUMN log_id text;
ALTER TABLE tiktok_public_ids
    ADD COLUMN link text,
    ADD COLUMN link_sequence bigint;
"""


def upgrade() -> None:
    """Add empty columns: what was not kept before is not known."""
    op.execute(STATEMENTS)


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
