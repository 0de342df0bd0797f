"""Where the bytes of a video are to be sent, and which comments still say something."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column, which is empty for what there is, and the index."""
    op.execute("ALTER TABLE containers ADD COLUMN sealed_upload_url bytea")
    op.execute(
        "CREATE INDEX comments_words ON comments (account_id)"
        " WHERE (text, author_id, author_name) <> ('', '', '')"
    )


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
