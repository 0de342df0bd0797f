"""Since when a post is public twice, and the attempts that a replica before 0011 has not named."""

from alembic import op

revision = "0012"
down_revision = "0011"

STATEMENTS = """
ALTER TABLE posts ADD COLUMN twice_since timestamptz;
UPDATE posts SET twice_since = status_since WHERE is_twice;

UPDATE post_visibility SET attempt = posts.attempt
FROM posts WHERE posts.post_id = post_visibility.post_id AND post_visibility.attempt IS NULL;
"""


def upgrade() -> None:
    """Add the time; of what is public twice already, that of its status is the best known."""
    op.execute(STATEMENTS)


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
