"""What was redriven of the dead letters; no topic tells it, so it is no projection."""

from alembic import op

revision = "0011"
down_revision = "0010"

REDRIVES = """
CREATE TABLE redrives (
    consumer_group text NOT NULL,
    topic text NOT NULL,
    partition int NOT NULL,
    "offset" bigint NOT NULL,
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    log_end bigint NOT NULL,
    redriven_offset bigint,
    redriven_at timestamptz,
    is_edited boolean NOT NULL DEFAULT false,
    value_sha256 text,
    PRIMARY KEY (consumer_group, topic, partition, "offset")
);
"""


def upgrade() -> None:
    """Add the table."""
    op.execute(REDRIVES)


def downgrade() -> None:
    """The log can be projected again from the beginning; the schema does not go back."""
    raise NotImplementedError
