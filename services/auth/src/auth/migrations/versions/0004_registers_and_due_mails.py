"""Registers in place of one sequence for each account; due mails and grants found by an index."""

from alembic import op

from common.sequences import CONSUMED_SEQUENCES

revision = "0004"
down_revision = "0003"

REGISTERS = """
CREATE TABLE account_registers (
    account_id uuid NOT NULL,
    register text NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (account_id, register)
);
INSERT INTO account_registers
    SELECT subject::uuid, register, sequence FROM consumed_sequences, unnest(ARRAY[
        'grant', 'profile', 'verdict', 'expiry', 'notice RECONNECT', 'notice DISCONNECTED',
        'notice GRANT_REFUSED', 'notice REFRESH_FAILING', 'notice GRANT_ENDING'
    ]) AS register WHERE topic = 'accounts.v1';
DROP TABLE consumed_sequences;
"""
MAILS = """
ALTER TABLE notices ALTER mail_due_at DROP NOT NULL;
UPDATE notices SET mail_due_at = NULL
    WHERE mailed_at IS NOT NULL OR resolved_at IS NOT NULL OR read_at IS NOT NULL
        OR kind = 'REFRESH_FAILING' OR created_at < now() - interval '3 days'
        OR NOT EXISTS
            (SELECT FROM users WHERE users.user_id = notices.user_id AND email IS NOT NULL);
DROP INDEX notices_mail_due_at;
CREATE INDEX notices_mail_due_at ON notices (mail_due_at) WHERE mail_due_at IS NOT NULL;
"""
UNCONFIRMED = """
CREATE INDEX pending_connections_unconfirmed ON pending_connections (expires_at)
    WHERE sealed_grant IS NOT NULL;
"""


def upgrade() -> None:
    """Keep what was projected so far, and empty the queue of what is never mailed."""
    for statements in (REGISTERS, MAILS, UNCONFIRMED):
        op.execute(statements)


def downgrade() -> None:
    """Take it back; an account's newest register is its sequence again."""
    op.execute("DROP INDEX pending_connections_unconfirmed, notices_mail_due_at")
    op.execute("UPDATE notices SET mail_due_at = now() WHERE mail_due_at IS NULL")
    op.execute("ALTER TABLE notices ALTER mail_due_at SET NOT NULL")
    op.execute("CREATE INDEX notices_mail_due_at ON notices (mail_due_at) WHERE mailed_at IS NULL")
    op.execute(CONSUMED_SEQUENCES)
    op.execute(
        "INSERT INTO consumed_sequences SELECT 'accounts.v1', account_id::text, max(sequence)"
        " FROM account_registers GROUP BY account_id"
    )
    op.execute("DROP TABLE account_registers")
