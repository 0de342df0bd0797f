"""The numbers of changes, and the headers that a delivery came with.

A rebuild begins no new numbers: they name notifications, and stand in no row.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

CHANGES = "CREATE SEQUENCE changes"

WEBHOOKS = """
ALTER TABLE webhook_events ADD COLUMN headers jsonb;
UPDATE webhook_events SET headers = '[]' WHERE received_at IS NOT NULL;
"""


def upgrade() -> None:
    """Add both; deliveries from before have no headers, in the log either."""
    for statements in (CHANGES, WEBHOOKS):
        op.execute(statements)


def downgrade() -> None:
    """The log can be projected again from the beginning; the schema does not go back."""
    raise NotImplementedError
