"""Comments found by the thread that they stand in: a comment, and all that is below it."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the index."""
    op.execute(
        "CREATE INDEX ig_comments_thread ON ig_comments (account_id, (coalesce(parent_id, ig_id)))"
    )


def downgrade() -> None:
    """The log can be projected again from the beginning; the schema does not go back."""
    raise NotImplementedError
