"""One open notice for each post that is public twice; of other kinds still one for each account."""

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = """
DROP INDEX notices_open;
CREATE UNIQUE INDEX notices_open
    ON notices (account_id, kind, (CASE kind WHEN 'POSTED_TWICE' THEN reason ELSE '' END))
    WHERE resolved_at IS NULL;
"""


def upgrade() -> None:
    """Widen what is unique; the reason of such a notice is the post's id."""
    op.execute(STATEMENTS)


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
