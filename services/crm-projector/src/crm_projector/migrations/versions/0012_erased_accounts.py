"""Accounts of which nothing is kept any more, whatever the log still says of them."""

from alembic import op

revision = "0012"
down_revision = "0011"

ERASED = """
CREATE TABLE erased_accounts (
    account_id uuid PRIMARY KEY,
    provider text NOT NULL,
    updated_at timestamptz NOT NULL,
    sequence bigint NOT NULL,
    event_id text NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    "offset" bigint NOT NULL
);
"""


def upgrade() -> None:
    """Add the table."""
    op.execute(ERASED)


def downgrade() -> None:
    """The log can be projected again from the beginning; the schema does not go back."""
    raise NotImplementedError
