"""What each attempt has asked for, which attempt a video came of, and what is public twice."""

from alembic import op

revision = "0011"
down_revision = "0010"

STATEMENTS = """
ALTER TABLE publish_attempts
    ADD COLUMN former_request jsonb,
    ADD COLUMN former_source text,
    ADD COLUMN request_sha256 bytea;

ALTER TABLE post_visibility ADD COLUMN attempt int;
UPDATE post_visibility SET attempt = posts.attempt
FROM posts WHERE posts.post_id = post_visibility.post_id;

ALTER TABLE posts
    ADD COLUMN is_twice boolean NOT NULL DEFAULT false,
    ADD COLUMN twice_due boolean NOT NULL DEFAULT false;
CREATE INDEX posts_twice_due ON posts (account_id) WHERE twice_due;
CREATE INDEX posts_twice ON posts (account_id) WHERE is_twice;
"""


def upgrade() -> None:
    """Widen the tables; a public id that is known already came of the attempt that is live."""
    op.execute(STATEMENTS)


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
