"""How long a chunk may be on its way, and who was told that a permission ends."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Remember both; of what was begun before, nothing is on its way by now."""
    op.execute("ALTER TABLE upload_sessions ADD COLUMN in_flight_until timestamptz")
    op.execute("ALTER TABLE oauth_accounts ADD COLUMN ending_told_at timestamptz")


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
