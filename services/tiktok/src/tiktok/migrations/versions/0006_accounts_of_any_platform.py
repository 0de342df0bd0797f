"""Accounts, turns and early deliveries as the library keeps them for every platform."""

from alembic import op

from accounts.ddl import ACCOUNTS_OF_GRANTORS, EARLY_DELIVERIES, FIRST_TURNS

revision = "0006"
down_revision = "0005"

# Every account that is live gets its turns, as one that connects from now on does.
BEGIN_TURNS = """
INSERT INTO account_work (account_id, kind, next_due_at)
SELECT account_id, kind, now() + interval '1 day'
    * ((hashtextextended(account_id::text || kind, 0) & 1023) / 1024.0)
FROM oauth_accounts, unnest(ARRAY['sample', 'reconcile']) kind
WHERE status <> 'DISCONNECTED'
ON CONFLICT DO NOTHING;
"""


def upgrade() -> None:
    """Widen the tables; what was known stays known."""
    for statement in (ACCOUNTS_OF_GRANTORS, EARLY_DELIVERIES, FIRST_TURNS, BEGIN_TURNS):
        op.execute(statement)


def downgrade() -> None:
    """Nothing goes back: a mistake is mended by the next version."""
    raise NotImplementedError
