"""Posts that a person has begun on a page."""

from alembic import op

revision = "0011"
down_revision = "0010"

DRAFTS = """
CREATE TABLE drafts (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- chosen by the page, which finds its draft by it
    draft_id text NOT NULL,
    title text NOT NULL,
    href text NOT NULL,
    -- JSON that only the page reads
    form text NOT NULL,
    saved_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, draft_id)
);
CREATE INDEX drafts_saved_at ON drafts (saved_at);
"""


def upgrade() -> None:
    """Add the table."""
    op.execute(DRAFTS)


def downgrade() -> None:
    """Take it away, with what was begun."""
    op.execute("DROP TABLE drafts")
