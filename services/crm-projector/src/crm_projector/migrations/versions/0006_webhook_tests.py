"""Why a delivery was not applied; and the platform's tests of our address, found by their event.

A projector of the release before does not know the new column, and leaves it empty.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = """
ALTER TABLE webhook_events ADD COLUMN unmatched_reason text;
CREATE INDEX webhook_events_tests ON webhook_events (received_at DESC)
    WHERE provider = 'tiktok' AND event = 'tiktok.ping';
"""


def upgrade() -> None:
    """Add the column and the index."""
    op.execute(STATEMENTS)


def downgrade() -> None:
    """The log can be projected again from the beginning; the schema does not go back."""
    raise NotImplementedError
