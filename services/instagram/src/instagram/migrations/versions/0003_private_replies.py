"""Answers that only the author of a comment sees: one for a comment, but for those that failed."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Let an answer be private, and let no comment have two that may be sent."""
    op.execute("ALTER TABLE replies DROP CONSTRAINT replies_target_check")
    op.execute(
        "ALTER TABLE replies ADD CONSTRAINT replies_target_check"
        " CHECK (target IN ('comment', 'mention', 'private'))"
    )
    op.execute(
        "CREATE UNIQUE INDEX replies_private ON replies (account_id, comment_id)"
        " WHERE target = 'private' AND status NOT IN ('FAILED', 'UNKNOWN')"
    )


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
