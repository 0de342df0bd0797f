"""TikTok's own words about a failure, and what the links of public posts are made of."""

from alembic import op

revision = "0010"
down_revision = "0009"

STATEMENTS = """
ALTER TABLE posts
    ADD COLUMN platform_message text,
    ADD COLUMN log_id text,
    ADD COLUMN username text NOT NULL DEFAULT '';
ALTER TABLE post_visibility ADD COLUMN share_url text;
"""


def upgrade() -> None:
    """Add empty columns: what was not kept before is not known."""
    op.execute(STATEMENTS)


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
